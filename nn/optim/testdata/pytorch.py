# Writes pytorch.json: what PyTorch's optimizers make of the weights (1, -2, 0.5) in six steps
# on f = sum of a/2 w^2 + c w, with weight decay, clipping and warm-up. Run it in this folder
# with any PyTorch from 1.13 on (Debian: python3-torch).
import json

import torch

A = torch.tensor([1.0, 3.0, 0.2], dtype=torch.float64)
C = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
START = [1.0, -2.0, 0.5]
STEPS = 6


def follow(make, clip=0.0, warmup=0):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: min(1, (t + 1) / warmup) if warmup else 1)
    path = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        (A / 2 * w * w + C * w).sum().backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([w], clip)
        optimizer.step()
        scheduler.step()
        path.append(w.tolist())
    return path


cases = [
    dict(name="SGD, L2", method="sgd", rate=0.1, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.SGD(w, lr=0.1, weight_decay=0.3))),
    dict(name="Momentum, L2", method="momentum", rate=0.05, gamma=0.9, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, weight_decay=0.3))),
    dict(name="Adagrad, L2", method="adagrad", rate=0.3, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.Adagrad(w, lr=0.3, weight_decay=0.3))),
    dict(name="RMSprop, L2", method="rmsprop", rate=0.05, rho=0.9, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.RMSprop(w, lr=0.05, alpha=0.9, weight_decay=0.3))),
    dict(name="Adam, L2", method="adam", rate=0.1, beta1=0.9, beta2=0.99, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.Adam(w, lr=0.1, betas=(0.9, 0.99), weight_decay=0.3))),
    dict(name="AdamW", method="adam", rate=0.1, beta1=0.9, beta2=0.99, decay=0.3, form="decoupled",
         path=follow(lambda w: torch.optim.AdamW(w, lr=0.1, betas=(0.9, 0.99), weight_decay=0.3))),
    dict(name="SGD, clipped", method="sgd", rate=0.1, clip=1.5,
         path=follow(lambda w: torch.optim.SGD(w, lr=0.1), clip=1.5)),
    dict(name="Momentum, clipped, L2", method="momentum", rate=0.05, gamma=0.9, clip=1.5, decay=0.3, form="l2",
         path=follow(lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, weight_decay=0.3), clip=1.5)),
    dict(name="SGD, warm-up over four steps", method="sgd", rate=0.1, warmup=4,
         path=follow(lambda w: torch.optim.SGD(w, lr=0.1), warmup=4)),
    dict(name="AdamW, warm-up over four steps", method="adam", rate=0.1, beta1=0.9, beta2=0.99, decay=0.3, form="decoupled", warmup=4,
         path=follow(lambda w: torch.optim.AdamW(w, lr=0.1, betas=(0.9, 0.99), weight_decay=0.3), warmup=4)),
]

with open("pytorch.json", "w") as f:
    json.dump(dict(version=torch.__version__, a=A.tolist(), c=C.tolist(), start=START, cases=cases), f, indent=1)
    f.write("\n")
