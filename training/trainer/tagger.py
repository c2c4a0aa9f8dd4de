"""A tagger: hashed embeddings of words and their character runs, convolutions, self-attention, and heads for intent and slots."""
import math

import numpy
import torch
from torch import nn
from torch.nn import functional

from arrays import Part, load, meta, save
from training import Training

STUDENT = dict(embedding=96, width=192, inner=256, blocks=4, attention=(1, 3), heads=4, dropout=0.25, table='student')
TEACHER = dict(embedding=160, width=384, inner=768, blocks=5, attention=(1, 3, 4), heads=6, dropout=0.4, table='teacher')


class Block(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.spread = nn.Conv1d(width, inner, 3, padding=1)
        self.gather = nn.Linear(inner, width)

    def forward(self, h, mask, dropout):
        x = (self.norm(h) * mask).transpose(1, 2)
        x = functional.relu(self.spread(x)).transpose(1, 2)
        return h + functional.dropout(self.gather(x), dropout, self.training) * mask


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query, self.key, self.value, self.mix = (nn.Linear(width, width) for _ in range(4))

    def forward(self, h, mask, away, dropout):
        batch, tokens, width = h.shape
        x = self.norm(h)

        def split(t):
            return t.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / math.sqrt(width // self.heads) + away
        mixed = (scores.softmax(-1) @ split(self.value(x))).transpose(1, 2).reshape(batch, tokens, width)
        return h + functional.dropout(self.mix(mixed), dropout, self.training) * mask


class Tagger(nn.Module):
    def __init__(self, shape, about):
        super().__init__()
        self.shape = shape
        buckets = about['teacherBuckets'] if shape['table'] == 'teacher' else about['buckets']
        width = shape['width']
        self.embedding = nn.Embedding(buckets, shape['embedding'], padding_idx=0)
        with torch.no_grad():
            self.embedding.weight.mul_(0.3)
        self.project = nn.Linear(2 * shape['embedding'], width)
        self.blocks = nn.ModuleList(Block(width, shape['inner']) for _ in range(shape['blocks']))
        self.attentions = nn.ModuleDict({str(i): Attention(width, shape['heads']) for i in shape['attention']})
        self.norm = nn.LayerNorm(width)
        self.intent = nn.Linear(2 * width, about['intents'])
        self.topic = nn.Linear(2 * width, max(1, about['topics']))
        if about['tags']:
            self.context = nn.Linear(2 * width, width)
            self.slots = nn.Linear(width, about['tags'])
        self.tags = about['tags']

    def forward(self, ids, mask):
        """Bucket numbers [batch, tokens, features] and ones where there is a token."""
        dropout = self.shape['dropout']
        m = mask[:, :, None]
        word = self.embedding(ids[:, :, 0])
        runs = self.embedding(ids[:, :, 1:])
        used = (ids[:, :, 1:] != 0).sum(2, keepdim=True).clamp_min(1).to(runs.dtype)
        e = torch.cat([word, runs.sum(2) / used], 2)
        h = self.project(functional.dropout(e, dropout, self.training)) * m
        away = ((1 - mask) * -1e4)[:, None, None, :]
        for i, block in enumerate(self.blocks):
            h = block(h, m, dropout)
            if str(i) in self.attentions:
                h = self.attentions[str(i)](h, m, away, dropout)
        f = self.norm(h)
        largest = (f + (1 - m) * -1e4).amax(1)
        mean = (f * m).sum(1) / m.sum(1)
        pooled = torch.cat([largest, mean], 1)
        loose = functional.dropout(pooled, dropout, self.training)
        slots = None
        if self.tags:
            slots = self.slots(functional.dropout(f + self.context(pooled)[:, None, :], dropout, self.training))
        return self.intent(loose), slots, self.topic(loose)

    def prune(self, inner):
        """Keeps the inner channels of each block that weigh most."""
        with torch.no_grad():
            for block in self.blocks:
                weight = block.spread.weight.abs().sum((1, 2)) * block.gather.weight.abs().sum(0)
                kept = weight.topk(inner).indices.sort().values
                spread = nn.Conv1d(self.shape['width'], inner, 3, padding=1).to(weight.device)
                gather = nn.Linear(inner, self.shape['width']).to(weight.device)
                spread.weight.copy_(block.spread.weight[kept])
                spread.bias.copy_(block.spread.bias[kept])
                gather.weight.copy_(block.gather.weight[:, kept])
                gather.bias.copy_(block.gather.bias)
                block.spread, block.gather = spread, gather
        self.shape = {**self.shape, 'inner': inner}


def forget(ids, words_only=0.08, runs_only=0.08, nothing=0.02):
    """Now and then a word as a whole, its runs, or all of it goes missing, so that no single feature decides."""
    luck = torch.rand(ids.shape[:2], device=ids.device)
    keep = torch.ones_like(ids, dtype=torch.bool)
    keep[:, :, 0] = ~((luck < nothing) | ((luck >= nothing) & (luck < nothing + runs_only)))
    keep[:, :, 1:] = ~((luck < nothing) | ((luck >= nothing + runs_only) & (luck < nothing + runs_only + words_only)))[:, :, None]
    return ids * keep


class Data:
    def __init__(self, folder, device):
        self.about = meta(folder)
        self.folder, self.device = folder, device
        self.tables = {}
        self.train = Part(folder, 'train', ['words.i32', 'tags.u8'], 'lengths.u8', device)
        self.watch = Part(folder, 'watch', ['words.i32', 'tags.u8'], 'lengths.u8', device)
        self.labels = {part: getattr(self, part).read('labels.i16').long() for part in ('train', 'watch')}
        self.topics = self.train.read('topics.i16').long()
        self.widest = int(self.train.lengths.max())
        self.groups = torch.tensor(self.about['groups'], device=device)

    def table(self, name):
        if name not in self.tables:
            values = numpy.fromfile(f'{self.folder}/words.{name}.u16', 'uint16').astype('int32')
            self.tables[name] = torch.from_numpy(values).to(self.device).view(-1, self.about['perToken'])
        return self.tables[name]


def measure(model, data, rows=128):
    """Intent, group and exact (by the likeliest tags) on the watched texts, by source."""
    model.eval()
    sums = {}
    lengths = data.watch.lengths.cpu().numpy()
    table = data.table(model.shape['table'])
    with torch.no_grad():
        for begin in range(0, len(lengths), rows):
            index = torch.arange(begin, min(begin + rows, len(lengths)), device=data.device)
            width = int(lengths[begin:begin + rows].max())
            words = data.watch.rows('words.i32', index, width, 0)
            tags = data.watch.rows('tags.u8', index, width, 255)
            intents, slots, _ = model(table[words].long(), (words != 0).float())
            labels = data.labels['watch'][index]
            intent = intents.argmax(1)
            right = intent == labels
            group = data.groups[intent] == data.groups[labels]
            exact = right.clone()
            if slots is not None:
                exact &= ((slots.argmax(2) == tags) | (tags == 255)).all(1)
            for i, source in enumerate(data.about['watchSources'][begin:begin + rows]):
                one = sums.setdefault(source, [0, 0, 0, 0])
                one[0] += 1
                one[1] += int(right[i])
                one[2] += int(group[i])
                one[3] += int(exact[i])
    model.train()
    return {k: dict(texts=v[0], intent=v[1] / v[0], group=v[2] / v[0], exact=v[3] / v[0]) for k, v in sorted(sums.items())}


CLASSES = [5, 7, 9, 12, 16, 24, 64]


def make(data, name, shape, seed, device, guides=(), prune_to=None, rate=2e-3, values=6144):
    """A training of a tagger; with guides it learns from their mean opinion too."""
    torch.manual_seed(seed)
    model = Tagger(shape, data.about).to(device)
    model.train()
    table = data.table(shape['table'])
    tables = [data.table(g.shape['table']) for g in guides]

    def loss_of(index, width):
        words = data.train.rows('words.i32', index, width, 0)
        tags = data.train.rows('tags.u8', index, width, 255)
        mask = (words != 0).float()
        labels, topics = data.labels['train'][index], data.topics[index]
        intents, slots, topic = model(forget(table[words].long()), mask)
        loss = known(intents, labels, 0.03) + 0.5 * known(topic, topics)
        if slots is not None:
            loss = loss + 2 * known(slots.reshape(-1, slots.shape[2]), torch.where(tags == 255, torch.full_like(tags, -1), tags).reshape(-1))
        if guides:
            with torch.no_grad():
                taught = [g(t[words].long(), mask) for g, t in zip(guides, tables)]
            loss = 0.4 * loss + 2.0 * distil(intents, [t[0] for t in taught])
            if slots is not None:
                loss = loss + 3.0 * distil(slots, [t[1] for t in taught], mask)
        return loss

    classes = [c for c in CLASSES if c < data.widest] + [data.widest]
    training = Training(name, model, loss_of, data.train.lengths.cpu().numpy(), classes, values, rate, 0.01, seed, device)
    training.prune_to, training.watch = prune_to, lambda: brief(measure(model, data))
    return training


def finish(training, data, out, log):
    scores = measure(training.model, data)
    log(f'{training.name}: {training.step} steps, {training.seen / len(training.lengths) * data.about["epochs"]:.1f} epochs: ' + brief(scores))
    model = training.model
    save(f'{out}/{training.name}', model.state_dict(), dict(shape=model.shape, seed=training.seed, steps=training.step, watched=scores, parameters=sum(p.numel() for p in model.parameters())))


def guide(path, data, device):
    tensors, info = load(path, device)
    model = Tagger(info['shape'], data.about).to(device)
    model.load_state_dict(tensors)
    return model.eval()


def known(logits, targets, smoothing=0.0):
    """Cross-entropy over the rows that have a target; the others have -1."""
    if logits.shape[1] < 2:
        return logits.sum() * 0
    loss = functional.cross_entropy(logits.float(), targets.clamp_min(0), reduction='none', label_smoothing=smoothing)
    has = (targets >= 0).float()
    return (loss * has).sum() / has.sum().clamp_min(1)


def distil(logits, taught, mask=None):
    """Cross-entropy to the teachers' mean probabilities."""
    target = torch.stack([t.float().softmax(-1) for t in taught]).mean(0)
    loss = -(target * logits.float().log_softmax(-1)).sum(-1)
    return loss.mean() if mask is None else (loss * mask).sum() / mask.sum()


def brief(scores):
    return '; '.join(f'{k} {v["intent"]:.3f}/{v["group"]:.3f}/{v["exact"]:.3f}' for k, v in scores.items())
