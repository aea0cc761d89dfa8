"""Opens a network that Pawgrad has saved. It needs PyTorch, nothing else."""
import base64, json, torch
import torch.nn.functional as F

class Network:
    def __init__(self, path):
        with open(path, "rb") as f:
            header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
            data = bytearray(f.read())
        self.about = header.pop("__metadata__")
        self.classes, self.size = json.loads(self.about["classes"]), json.loads(self.about["size"])
        self.weights = {name: torch.frombuffer(data, dtype=torch.float32, offset=t["data_offsets"][0],
                        count=torch.Size(t["shape"]).numel()).reshape(t["shape"]) for name, t in header.items()}

    def __call__(self, photos):
        """The probability of classes[1] for photos, uint8 shaped [batch, size, size, 3]."""
        w = self.weights
        x = (photos.float() * w["input.scale"] + w["input.shift"]).permute(0, 3, 1, 2)
        for layer in json.loads(self.about["layers"]):
            name = layer.get("name", "")
            if layer["kind"] == "conv": x = F.conv2d(x, w[name + ".weight"], w[name + ".bias"], padding=layer.get("padding", 0))
            if layer["kind"] == "pool": x = F.max_pool2d(x, layer["window"])
            if layer["kind"] == "flatten": x = x.permute(0, 2, 3, 1).flatten(1)
            if layer["kind"] == "dense": x = F.linear(x, w[name + ".weight"], w[name + ".bias"])
            if layer.get("activation") == "relu": x = F.relu(x)
        return torch.sigmoid(x).squeeze(1)

    def golden(self):
        """Pictures that travel with the network, and what it said of them where it was trained."""
        pixels = torch.frombuffer(bytearray(base64.b64decode(self.about["golden_photos"])), dtype=torch.uint8)
        return pixels.reshape(-1, self.size, self.size, 3), torch.tensor(json.loads(self.about["golden_probabilities"]))
