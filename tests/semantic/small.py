"""A sentence-transformer of six words and four numbers, in files: what stands for any model that a hub may name."""

import json

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WORDS = ("[UNK]", "rocket", "flies", "bread", "needs", "time")
TABLE = np.array([[1, 1, 1, 1], [9, 0, 0, 1], [7, 2, 0, 0], [0, 0, 8, 1], [0, 3, 3, 0], [0, 0, 5, 5]], np.float32)
NAMES = ("input_ids", "attention_mask", "token_type_ids")


def write(folder, *, table=TABLE, inputs=NAMES, sentence=False, pooling=None):
    """Write a model that looks its words up; with `sentence`, it also gives a vector of its own for the text: the largest of each."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["token_embeddings"])]
    outputs = [helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, ["b", "t", 4])]
    if sentence:
        nodes.append(helper.make_node("ReduceMax", ["token_embeddings"], ["sentence_embedding"], axes=[1], keepdims=0))
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["b", 4]))
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "t"]) for name in inputs]
    graph = helper.make_graph(nodes, "small", given, outputs, [numpy_helper.from_array(table, "table")])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), folder / "model.onnx")
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.enable_padding(length=16)  # as published tokenizers are; it must not count
    tokenizer.save(str(folder / "tokenizer.json"))
    if pooling:
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 4, f"pooling_mode_{pooling}": True}))
    return folder
