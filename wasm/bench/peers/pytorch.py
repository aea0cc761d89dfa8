# Measures a workload of the benchmark with native PyTorch on one thread, channels last.
#
#   pytorch.py KIND SIZE STEPS [FILE.onnx]
#
# prints a line of JSON: the name of what measured, and the images a second of the median step, by the
# clock and by processor time.
# With a file it writes the network there, for ONNX Runtime, and measures nothing.
import json, statistics, sys, time
import torch
from torch import nn

kind, size, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)
torch.manual_seed(1)


def cnn(size):
    layers, channels = [], 3
    for out in (32, 64, 128, 128):
        layers += [nn.Conv2d(channels, out, 3), nn.ReLU(), nn.MaxPool2d(2)]
        size, channels = (size - 2) // 2, out
    return nn.Sequential(*layers, *head(size * size * channels))


def vgg(blocks, channels=3):
    layers = []
    for convs, out in blocks:
        for _ in range(convs):
            layers += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU()]
            channels = out
        layers.append(nn.MaxPool2d(2))
    return layers


def head(inputs):
    return [nn.Flatten(), nn.Dropout(0.5), nn.Linear(inputs, 512), nn.ReLU(), nn.Linear(512, 1)]


if kind == "W3":
    side = size // 16
    net, batch, shape = nn.Sequential(*vgg([(4, 512)], 512), *head((side // 2) ** 2 * 512)), 32, (512, side, side)
elif kind == "W2":
    net, batch, shape = nn.Sequential(*vgg([(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)])), 8, (3, size, size)
else:
    net, batch, shape = cnn(size), 1 if kind == "L1" else 32, (3, size, size)

x = torch.rand(batch, *shape)
if len(sys.argv) > 4:
    torch.onnx.export(net.eval(), x, sys.argv[4], input_names=["x"])
    sys.exit()
net, x = net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
y = (torch.arange(batch) % 2).float().unsqueeze(1)
loss, adam = nn.BCEWithLogitsLoss(), torch.optim.Adam(net.parameters(), lr=1e-3)


def step():
    if kind in ("W1", "W3"):
        adam.zero_grad()
        loss(net(x), y).backward()
        adam.step()
    else:
        with torch.no_grad():
            net(x)


if kind not in ("W1", "W3"):
    net.eval()
times, processor = [], []
for i in range(3 + steps):
    start, began = time.perf_counter(), time.process_time()
    step()
    times.append(time.perf_counter() - start)
    processor.append(time.process_time() - began)
print(json.dumps({"name": "PyTorch " + torch.__version__, "clock": batch / statistics.median(times[3:]), "processor": batch / statistics.median(processor[3:])}))
