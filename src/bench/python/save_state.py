"""Saves the tensors of a safetensors file as PyTorch does: a state dict for torch.load. Arguments:
the file, and what is written."""
import sys

import torch

import safetensors_file

torch.save(safetensors_file.read(sys.argv[1])[0], sys.argv[2])
