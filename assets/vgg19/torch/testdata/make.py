# Writes the files of this folder: python3 make.py. They were written by PyTorch 1.13.1.
import collections
import pickle

import torch

numbers = torch.arange(6, dtype=torch.float32)
state = collections.OrderedDict()
state["features.0.weight"] = numbers.reshape(2, 3)
state["features.0.bias"] = torch.tensor([-1, 0.5])
state["half"] = torch.tensor([1, -2], dtype=torch.float16)
state["brain"] = torch.tensor([-3.140625], dtype=torch.bfloat16)
state._metadata = {"": {"version": 1}}
torch.save(state, "zip.pth")
torch.save(state, "older.pth", _use_new_zipfile_serialization=False)
torch.save(state, "protocol4.pth", pickle_protocol=4)

# A checkpoint: the network's part is a dictionary of its own; two arrays share a storage.
parameter = torch.nn.Parameter(numbers[3:])
optimizer = torch.optim.Adam([parameter])
parameter.sum().backward()
optimizer.step()
with torch.no_grad():
    parameter[:] = torch.tensor([3.0, 4.0, 5.0])
checkpoint = {"epoch": 3, "loss": 0.25, "state_dict": {"weight": parameter, "bias": numbers[:2]}, "optimizer": optimizer.state_dict()}
torch.save(checkpoint, "checkpoint.pth", _use_new_zipfile_serialization=False)

torch.save({"fine": numbers, "turned": numbers.reshape(2, 3).t(), "whole": torch.tensor([1]), "double": torch.tensor([1.0], dtype=torch.float64)}, "odd.pth")

# Python 2 makes an OrderedDict of a list of pairs.
class Python2(collections.OrderedDict):
    def __reduce__(self):
        return collections.OrderedDict, ([[k, v] for k, v in self.items()],)

torch.save(Python2({"features.0.weight": state["features.0.weight"]}), "python2.pth", _use_new_zipfile_serialization=False)
