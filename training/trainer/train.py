"""Trains all models within a time: teachers, the students that learn from them, and the decoders. Needs torch and numpy.

    python3 train.py <work folder> [--minutes 30] [--seed 1] [--seeds 3] [--only taggers|decoders]

The work folder is the one that the C# side prepared; weights go to <work folder>/weights.
"""
import argparse
import os
import subprocess
import sys
import time

try:
    import numpy  # noqa: F401
    import torch
except ImportError:
    sys.exit('This needs a Python with torch and numpy: for instance "apt-get install python3-torch", or "pip install torch numpy"; then name it with --python.')

import decoder
import tagger
import training


def taggers(folder, out, seconds, seed, seeds, device, log):
    """Teachers first, beside a student on its own for comparison; then students of the teachers, each kind with its seeds."""
    data = {kind: tagger.Data(os.path.join(folder, name), device) for kind, name in (('commands', 'nano-commands'), ('answers', 'mini-answers'))}
    size = dict(values=6144 if device == 'cuda' else 1536)
    first = [('commands', tagger.make(data['commands'], f'commands-teacher-{i}', tagger.TEACHER, seed + i, device, rate=1.5e-3, **size)) for i in range(3)]
    first += [('answers', tagger.make(data['answers'], 'answers-teacher-0', tagger.TEACHER, seed, device, rate=1.5e-3, **size))]
    first += [('commands', tagger.make(data['commands'], 'commands-alone', tagger.STUDENT, seed, device, **size))]
    begun = time.time()
    share(first, data, out, 0.46 * seconds, log)
    del first
    guides = {kind: [tagger.guide(os.path.join(out, f'{kind}-teacher-{i}'), data[kind], device) for i in range(n)] for kind, n in (('commands', 3), ('answers', 1))}
    second = [('commands', tagger.make(data['commands'], f'commands-{i}', tagger.STUDENT, seed + i, device, guides['commands'], **size)) for i in range(seeds)]
    second += [('answers', tagger.make(data['answers'], 'answers-0', tagger.STUDENT, seed, device, guides['answers'], **size))]
    second += [('commands', tagger.make(data['commands'], 'commands-pruned', {**tagger.STUDENT, 'inner': 384}, seed, device, guides['commands'], prune_to=256, **size))]
    share(second, data, out, seconds - (time.time() - begun), log)


def share(trainings, data, out, seconds, log):
    if trainings[0][1].device == 'cuda':
        training.run([t for _, t in trainings], seconds, log)
    else:
        for _, one in trainings:
            training.run([one], seconds / len(trainings), log)
    for kind, one in trainings:
        tagger.finish(one, data[kind], out, log)


def decoders(folder, out, seconds, seed, device, log):
    """The larger first, then the smaller with its help."""
    chat = os.path.join(folder, 'chat')
    size = dict(values=16384 if device == 'cuda' else 2048)
    begun = time.time()
    mini = decoder.make(chat, 'mini-chat', decoder.MINI, seed, device, prepared=True, **size)
    training.run([mini], 0.66 * seconds, log)
    decoder.finish(mini, chat, True, out, log)
    nano = decoder.make(chat, 'nano-chat', decoder.NANO, seed, device, prepared=False, teacher=os.path.join(out, 'mini-chat'), **size)
    training.run([nano], seconds - (time.time() - begun), log)
    decoder.finish(nano, chat, False, out, log)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--minutes', type=float, default=30)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--seeds', type=int, default=3)
    parser.add_argument('--only', default='', choices=['', 'taggers', 'decoders'])
    given = parser.parse_args()
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    out = os.path.join(given.folder, 'weights')
    os.makedirs(out, exist_ok=True)
    seconds = 60 * given.minutes
    begun = time.time()

    def log(text):
        print(text, flush=True)

    if given.only == '' and device == 'cuda':
        # Two processes: neither waits for the other's Python.
        again = [sys.executable, os.path.abspath(__file__), given.folder, '--minutes', str(given.minutes), '--seed', str(given.seed), '--seeds', str(given.seeds), '--only']
        both = [subprocess.Popen(again + [part]) for part in ('taggers', 'decoders')]
        if any([process.wait() != 0 for process in both]):
            sys.exit('A training failed; what it said stands above.')
    else:
        if given.only != 'decoders':
            taggers(given.folder, out, seconds if given.only else seconds / 2, given.seed, given.seeds, device, log)
        if given.only != 'taggers':
            decoders(given.folder, out, seconds if given.only else seconds / 2, given.seed, device, log)
    log(f'trained in {time.time() - begun:.0f} s')


if __name__ == '__main__':
    main()
