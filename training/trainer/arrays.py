"""Reads what the C# side prepared: plain arrays beside a meta.json."""
import json
import os

import numpy
import torch


class Part:
    """Rows of different length, kept flat: values of row i are flat[start[i]:start[i] + length[i]]."""

    def __init__(self, folder, name, flat, lengths, device):
        self.folder, self.name, self.device = folder, name, device
        self.lengths = self.read(lengths).long()
        self.starts = torch.cumsum(self.lengths, 0) - self.lengths
        self.flat = {key: self.read(key) for key in flat}

    def read(self, key):
        kind = {'i32': 'int32', 'i16': 'int16', 'u16': 'uint16', 'u8': 'uint8'}[key.split('.')[1]]
        values = numpy.fromfile(os.path.join(self.folder, self.name + '.' + key), kind)
        return torch.from_numpy(values.astype('int32')).to(self.device)

    def rows(self, key, index, width, fill):
        """The rows as a matrix of some width, filled up behind their end."""
        at = torch.arange(width, device=self.device)
        inside = at < self.lengths[index][:, None]
        values = self.flat[key][(self.starts[index][:, None] + at).clamp_max(len(self.flat[key]) - 1)]
        return torch.where(inside, values, torch.full_like(values, fill)).long()


def meta(folder):
    with open(os.path.join(folder, 'meta.json')) as file:
        return json.load(file)


def save(path, tensors, info):
    """Weights as they are read by the C# side: one file of float32, and where each tensor stands in it."""
    index, at = {}, 0
    with open(path + '.bin.part', 'wb') as file:
        for name, tensor in tensors.items():
            values = tensor.detach().float().cpu().contiguous().numpy()
            index[name] = {'shape': list(values.shape), 'offset': at}
            at += values.size
            file.write(values.tobytes())
    with open(path + '.json.part', 'w') as file:
        json.dump({'tensors': index, **info}, file)
    os.replace(path + '.bin.part', path + '.bin')
    os.replace(path + '.json.part', path + '.json')


def load(path, device):
    with open(path + '.json') as file:
        info = json.load(file)
    values = torch.from_numpy(numpy.fromfile(path + '.bin', 'float32')).to(device)
    tensors = {}
    for name, where in info['tensors'].items():
        size = int(numpy.prod(where['shape'])) if where['shape'] else 1
        tensors[name] = values[where['offset']:where['offset'] + size].reshape(where['shape']).clone()
    return tensors, info
