"""A Llama-like decoder: root-mean-square norms, rotary positions, grouped queries, gated feed-forward, tied embeddings."""
import math

import numpy
import torch
from torch import nn
from torch.nn import functional

from arrays import Part, load, meta, save
from training import Training

NANO = dict(width=128, layers=4, heads=4, keys=2, hidden=352, dropout=0.05)
MINI = dict(width=256, layers=8, heads=8, keys=4, hidden=704, dropout=0.1)
THETA, EPSILON = 10000.0, 1e-5


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + EPSILON) * self.weight


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, self.heads, self.keys = shape['width'], shape['heads'], shape['keys']
        self.size = width // self.heads
        self.norm1, self.norm2 = Norm(width), Norm(width)
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, self.keys * self.size, bias=False)
        self.v = nn.Linear(width, self.keys * self.size, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.gate = nn.Linear(width, shape['hidden'], bias=False)
        self.up = nn.Linear(width, shape['hidden'], bias=False)
        self.down = nn.Linear(shape['hidden'], width, bias=False)

    def forward(self, x, cos, sin, dropout):
        batch, tokens, width = x.shape
        n = self.norm1(x)

        def split(t, heads):
            return t.view(batch, tokens, heads, self.size).transpose(1, 2)

        q, k = turn(split(self.q(n), self.heads), cos, sin), turn(split(self.k(n), self.keys), cos, sin)
        v = split(self.v(n), self.keys)
        again = self.heads // self.keys
        k, v = k.repeat_interleave(again, 1), v.repeat_interleave(again, 1)
        a = attend(q, k.to(v.dtype), v).transpose(1, 2).reshape(batch, tokens, width)
        x = x + functional.dropout(self.o(a), dropout, self.training)
        n = self.norm2(x)
        return x + functional.dropout(self.down(functional.silu(self.gate(n)) * self.up(n)), dropout, self.training)


def turn(x, cos, sin):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


def attend(q, k, v):
    if hasattr(functional, 'scaled_dot_product_attention'):
        return functional.scaled_dot_product_attention(q.to(v.dtype), k, v, is_causal=True)
    tokens = q.shape[2]
    away = torch.full((tokens, tokens), -1e9, device=q.device).triu(1)
    return (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) + away).softmax(-1) @ v


class Decoder(nn.Module):
    def __init__(self, shape, vocabulary):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(vocabulary, shape['width'])
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape['layers']))
        self.norm = Norm(shape['width'])
        nn.init.normal_(self.embedding.weight, 0, 0.02)
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and 'embedding' not in name:
                scale = 0.02 * math.sqrt(512 / shape['width'])
                nn.init.normal_(weight, 0, scale / math.sqrt(2 * shape['layers']) if name.endswith(('o.weight', 'down.weight')) else scale)

    def forward(self, ids):
        at = torch.arange(ids.shape[1], device=ids.device).float()[:, None]
        half = self.layers[0].size // 2
        angle = at / THETA ** (torch.arange(half, device=ids.device).float() / half)
        cos, sin = angle.cos(), angle.sin()
        x = functional.dropout(self.embedding(ids), self.shape['dropout'], self.training)
        for layer in self.layers:
            x = layer(x, cos, sin, self.shape['dropout'])
        return self.norm(x)

    def logits(self, x):
        return x @ self.embedding.weight.t()

    def prune(self, hidden):
        """Keeps the hidden channels of each layer that weigh most."""
        with torch.no_grad():
            for layer in self.layers:
                weight = layer.gate.weight.norm(dim=1) * layer.up.weight.norm(dim=1) * layer.down.weight.norm(dim=0)
                kept = weight.topk(hidden).indices.sort().values
                for name, axis in (('gate', 0), ('up', 0), ('down', 1)):
                    old = getattr(layer, name).weight.index_select(axis, kept)
                    new = nn.Linear(old.shape[1], old.shape[0], bias=False).to(old.device)
                    new.weight.copy_(old)
                    setattr(layer, name, new)
        self.shape = {**self.shape, 'hidden': hidden}


class Turns:
    """Turns as tokens. For the smaller model a prepared answer is one to pass on."""

    def __init__(self, folder, name, about, device, prepared):
        self.part = Part(folder, name, ['tokens.u16'], 'lengths.u16', device)
        self.users, self.answers, self.kinds = (self.part.read(k).long() for k in ('users.u16', 'answers.u16', 'kinds.u8'))
        self.about = about
        if not prepared:
            other = (self.kinds == about['prepared']).nonzero()[:, 0]
            at = self.part.starts[other] + self.answers[other]
            self.part.flat['tokens.u16'][at] = about['pass']
            self.part.flat['tokens.u16'][at + 1] = about['end']
            self.part.lengths[other] = self.answers[other] + 2
        self.lengths = self.part.lengths.cpu().numpy()

    def batch(self, index, width, text_weight):
        ids = self.part.rows('tokens.u16', index, width, self.about['pad'])
        at = torch.arange(1, width, device=ids.device)
        answer = at >= self.answers[index][:, None]
        inside = at < self.part.lengths[index][:, None]
        user = (at >= self.users[index][:, None]) & ~answer
        return ids, (answer & inside).float() + text_weight * user.float() * inside.float(), (answer & inside)


def measure(model, turns):
    """Answers whose every token is the likeliest, by kind."""
    model.eval()
    half = turns.part.device == 'cuda'
    order = numpy.argsort(turns.lengths, kind='stable')
    right = numpy.zeros(len(order), bool)
    at = 0
    with torch.no_grad():
        while at < len(order):
            rows = order[at:at + 256]
            ids, _, answer = turns.batch(torch.from_numpy(rows).to(turns.part.device), int(turns.lengths[rows].max()), 0)
            with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=half):
                guess = model.logits(model(ids[:, :-1])).argmax(-1)
            right[rows] = ((guess == ids[:, 1:]) | ~answer).all(1).cpu().numpy()
            at += 256
    model.train()
    kinds = turns.kinds.cpu().numpy()
    names = ['call', 'no tool', 'talk', 'prepared', 'pass', 'report']
    return {names[k]: dict(turns=int((kinds == k).sum()), exact=float(right[kinds == k].mean())) for k in sorted(set(kinds))}


CLASSES = [24, 32, 40, 56, 72, 88, 104, 128, 160, 200, 256, 400]


def make(folder, name, shape, seed, device, prepared, teacher=None, rate=2e-3, values=16384):
    """A training of a decoder; with a teacher it learns from its opinion on every word too."""
    torch.manual_seed(seed)
    about = meta(folder)
    turns = Turns(folder, 'train', about, device, prepared)
    model = Decoder(shape, about['vocabulary']).to(device)
    model.train()
    guide = None
    if teacher:
        tensors, info = load(teacher, device)
        guide = Decoder(info['shape'], about['vocabulary']).to(device)
        guide.load_state_dict(tensors)
        guide.eval()

    def loss_of(index, width):
        ids, weights, _ = turns.batch(index, width, 0.15)
        logits = model.logits(model(ids[:, :-1])).float()
        loss = functional.cross_entropy(logits.reshape(-1, logits.shape[2]), ids[:, 1:].reshape(-1), reduction='none').view_as(weights)
        if guide is not None:
            with torch.no_grad():
                target = guide.logits(guide(ids[:, :-1])).float().softmax(-1)
            loss = 0.5 * loss - 0.5 * (target * logits.log_softmax(-1)).sum(-1)
        return (loss * weights).sum() / weights.sum()

    classes = [c for c in CLASSES if c < int(turns.lengths.max())] + [int(turns.lengths.max())]
    return Training(name, model, loss_of, turns.lengths, classes, values, rate, 0.05, seed, device)


def finish(training, folder, prepared, out, log):
    model = training.model
    scores = measure(model, Turns(folder, 'watch', meta(folder), training.device, prepared))
    log(f'{training.name}: {training.step} steps, {training.seen / len(training.lengths):.2f} passes: ' + brief(scores))
    save(f'{out}/{training.name}', model.state_dict(), dict(shape=model.shape, seed=training.seed, steps=training.step, watched=scores, parameters=sum(p.numel() for p in model.parameters())))


def brief(scores):
    return '; '.join(f'{k} {v["exact"]:.3f} of {v["turns"]}' for k, v in scores.items())
