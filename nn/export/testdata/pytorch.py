# Prints what PyTorch says of the golden photos of a file: python3 pytorch.py FOLDER
import importlib.util, json, os, sys
folder = os.path.abspath(sys.argv[1])
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(os.path.abspath(__file__))]
spec = importlib.util.spec_from_file_location("load", os.path.join(folder, "load.py"))
load = importlib.util.module_from_spec(spec)
spec.loader.exec_module(load)
network = load.Network(os.path.join(folder, "model.safetensors"))
pictures, told = network.golden()
print(json.dumps(network(pictures).tolist()))
