"""Trains several models at once. On a GPU each step is one captured graph, replayed on a stream of the model's own: small models are bound by launches."""
import math
import time

import numpy
import torch
from torch import nn


class Training:
    """One model with what it learns from. `loss_of(index, width)` makes the loss of some rows, none of them longer than the width."""

    def __init__(self, name, model, loss_of, lengths, classes, values, rate, decays, seed, device):
        self.name, self.model, self.loss_of, self.device = name, model, loss_of, device
        self.rate, self.decays, self.seed = rate, decays, seed
        self.random = numpy.random.RandomState(seed)
        self.lengths, self.classes = lengths, classes
        self.rows = {c: max(1, values // c) for c in classes}
        self.stream = torch.cuda.Stream() if device == 'cuda' else None
        self.queue, self.step, self.seen, self.said = [], 0, 0, 0
        self.prune_to, self.prune_at = None, 0.55
        self.watch, self.flats = None, []
        self.reset()

    def reset(self):
        """Starts the optimiser and the moving average afresh, as at the beginning and after a cut."""
        self.parameters = list(self.model.parameters())
        self.kept = [p.detach().clone() for p in self.parameters]
        self.since = 0
        self.total = torch.zeros((), device=self.device)
        groups = [dict(params=[p for p in self.parameters if p.dim() > 1], weight_decay=self.decays), dict(params=[p for p in self.parameters if p.dim() < 2], weight_decay=0)]
        self.graphs = {}
        if self.device == 'cuda':
            self.speed = torch.tensor(self.rate, device=self.device)
            self.optimiser = torch.optim.AdamW(groups, lr=self.speed, betas=(0.9, 0.98), capturable=True, fused=True)
            self.index = {c: torch.zeros(self.rows[c], dtype=torch.long, device=self.device) for c in self.classes}
            self.capture()
        else:
            self.optimiser = torch.optim.AdamW(groups, lr=self.rate, betas=(0.9, 0.98))

    def once(self, index, width):
        half = self.device == 'cuda'
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast('cuda' if half else 'cpu', dtype=torch.bfloat16, enabled=half):
            loss = self.loss_of(index, width)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        with torch.no_grad():
            torch._foreach_mul_(self.kept, 0.999)
            torch._foreach_add_(self.kept, [p.detach() for p in self.parameters], alpha=0.001)
        self.total += loss.detach()

    def capture(self):
        torch.cuda.synchronize()
        begin = [p.detach().clone() for p in self.parameters]
        self.speed.fill_(0)
        with torch.cuda.stream(self.stream):
            for width in self.classes[-1:] + self.classes[:1]:
                rows = self.index[width]
                rows.copy_(torch.from_numpy(self.random.choice(numpy.nonzero(self.lengths <= width)[0], len(rows))))
                self.once(rows, width)
                self.once(rows, width)
        torch.cuda.synchronize()
        pool = None
        for width in reversed(self.classes):
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph, pool=pool, stream=self.stream):
                self.once(self.index[width], width)
            pool = graph.pool()
            self.graphs[width] = graph
        torch.cuda.synchronize()
        with torch.no_grad():
            for parameter, value, kept in zip(self.parameters, begin, self.kept):
                parameter.copy_(value)
                kept.copy_(value)
            self.total.zero_()
            for state in self.optimiser.state.values():
                for value in state.values():
                    value.zero_()
        torch.cuda.synchronize()

    def refill(self):
        """The rows of the next pass, in batches of like length and fixed size."""
        made, below = [], 0
        # Copies from the last pass may still wait on the stream.
        self.before, self.flats = self.flats, []
        for width in self.classes:
            rows = numpy.nonzero((self.lengths > below) & (self.lengths <= width))[0]
            below = width
            if len(rows) == 0:
                continue
            self.random.shuffle(rows)
            size = self.rows[width]
            rows = numpy.concatenate([rows, rows[:(-len(rows)) % size]]) if len(rows) >= size else self.random.choice(rows, size)
            flat = torch.from_numpy(rows).to(self.device)
            self.flats.append(flat)
            made += [(width, flat[at:at + size]) for at in range(0, len(rows) - size + 1, size)]
        self.random.shuffle(made)
        self.queue = made

    def advance(self, progress, log):
        if self.prune_to and progress > self.prune_at:
            self.settle()
            log(f'{self.name}: before the cut: {self.watch()}')
            self.model.prune(self.prune_to)
            self.prune_to = None
            self.reset()
            log(f'{self.name}: after the cut, at step {self.step}: {self.watch()}')
        if not self.queue:
            self.refill()
        width, rows = self.queue.pop()
        rate = self.rate * min(1, (self.since + 1) / 200) * (0.5 * (1 + math.cos(math.pi * progress)) + 0.01)
        if self.device == 'cuda':
            with torch.cuda.stream(self.stream):
                self.speed.fill_(rate)
                self.index[width].copy_(rows)
                self.graphs[width].replay()
        else:
            for group in self.optimiser.param_groups:
                group['lr'] = rate
            self.once(rows, width)
        self.step += 1
        self.since += 1
        self.seen += len(rows)
        if self.since == 200:
            with torch.cuda.stream(self.stream) if self.stream else torch.no_grad(), torch.no_grad():
                for kept, parameter in zip(self.kept, self.parameters):
                    kept.copy_(parameter)

    def tell(self, spent, log):
        count = self.step - self.said
        if count:
            if self.device == 'cuda':
                torch.cuda.synchronize()
            self.said = self.step
            log(f'{self.name}: step {self.step}, {spent:.0f} s, {self.seen / len(self.lengths):.2f} passes, loss {float(self.total) / count:.4f}')
            self.total.zero_()

    def settle(self):
        """Puts the moving average in place of the weights."""
        if self.device == 'cuda':
            torch.cuda.synchronize()
        if self.since > 400:
            with torch.no_grad():
                for parameter, kept in zip(self.parameters, self.kept):
                    parameter.copy_(kept)


def run(trainings, seconds, log):
    """Steps all of them in turn until the time is over."""
    begun, seconds = time.time(), max(seconds, 1)
    told, events = 0.0, []
    while True:
        progress = (time.time() - begun) / seconds
        if progress >= 1:
            break
        for training in trainings:
            training.advance(progress, log)
        if trainings[0].device == 'cuda':
            # No more than a few rounds wait on the GPU, so that the clock is true.
            events.append([])
            for training in trainings:
                event = torch.cuda.Event()
                event.record(training.stream)
                events[-1].append(event)
            if len(events) > 3:
                for event in events.pop(0):
                    event.synchronize()
        if time.time() - begun - told > (20 if trainings[0].device == 'cuda' else 60):
            told = time.time() - begun
            for training in trainings:
                training.tell(told, log)
    for training in trainings:
        training.settle()
        training.tell(seconds, log)
