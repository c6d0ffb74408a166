"""Reads TensorBoard's event files with Debian's protobuf and CRC packages, and prints each event as a line of JSON.

The messages are described here, field by field, from TensorFlow's public event.proto, summary.proto and tensor.proto;
nothing of RnnCluster is used. Usage: read_events.py probe | FILE
"""
import json
import struct
import sys

import crcmod.predefined
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.json_format import MessageToDict

FIELD = descriptor_pb2.FieldDescriptorProto
CRC = crcmod.predefined.mkCrcFun("crc-32c")


def describe():
    file = descriptor_pb2.FileDescriptorProto(name="events.proto", package="t", syntax="proto3")
    messages = {
        "Dim": [("size", 1, FIELD.TYPE_INT64)],
        "Shape": [("dim", 2, "Dim*")],
        "Tensor": [("dtype", 1, FIELD.TYPE_INT32), ("tensor_shape", 2, "Shape"), ("string_val", 8, "bytes*")],
        "PluginData": [("plugin_name", 1, FIELD.TYPE_STRING), ("content", 2, FIELD.TYPE_BYTES)],
        "Metadata": [("plugin_data", 1, "PluginData"), ("display_name", 2, FIELD.TYPE_STRING),
                     ("summary_description", 3, FIELD.TYPE_STRING), ("data_class", 4, FIELD.TYPE_INT32)],
        "Histogram": [("min", 1, FIELD.TYPE_DOUBLE), ("max", 2, FIELD.TYPE_DOUBLE), ("num", 3, FIELD.TYPE_DOUBLE),
                      ("sum", 4, FIELD.TYPE_DOUBLE), ("sum_squares", 5, FIELD.TYPE_DOUBLE),
                      ("bucket_limit", 6, "double*"), ("bucket", 7, "double*")],
        "Value": [("tag", 1, FIELD.TYPE_STRING), ("simple_value", 2, FIELD.TYPE_FLOAT), ("histo", 5, "Histogram"),
                  ("tensor", 8, "Tensor"), ("metadata", 9, "Metadata")],
        "Summary": [("value", 1, "Value*")],
        "SessionLog": [("status", 1, FIELD.TYPE_INT32), ("checkpoint_path", 2, FIELD.TYPE_STRING)],
        "Event": [("wall_time", 1, FIELD.TYPE_DOUBLE), ("step", 2, FIELD.TYPE_INT64),
                  ("file_version", 3, FIELD.TYPE_STRING), ("summary", 5, "Summary"), ("session_log", 7, "SessionLog")],
    }
    for name, fields in messages.items():
        message = file.message_type.add(name=name)
        for field_name, number, kind in fields:
            field = message.field.add(name=field_name, number=number, label=FIELD.LABEL_OPTIONAL)
            if isinstance(kind, str):
                if kind.endswith("*"):
                    field.label = FIELD.LABEL_REPEATED
                    kind = kind[:-1]
                if kind in ("bytes", "double"):
                    field.type = {"bytes": FIELD.TYPE_BYTES, "double": FIELD.TYPE_DOUBLE}[kind]
                else:
                    field.type = FIELD.TYPE_MESSAGE
                    field.type_name = ".t." + kind
            else:
                field.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("t.Event"))


def unmask(check):
    turned = (check - 0xA282EAD8) & 0xFFFFFFFF
    return ((turned >> 17) | (turned << 15)) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        head = data[at:at + 8]
        (length,) = struct.unpack("<Q", head)
        (check,) = struct.unpack("<I", data[at + 8:at + 12])
        if unmask(check) != CRC(head):
            raise SystemExit(f"the check of the length at {at} is wrong")
        content = data[at + 12:at + 12 + length]
        (check,) = struct.unpack("<I", data[at + 12 + length:at + 16 + length])
        if unmask(check) != CRC(content):
            raise SystemExit(f"the check of the content at {at} is wrong")
        yield content
        at += 16 + length


def unknown(message):
    """Whether there is a field that is not described above."""
    if len(message.UnknownFields()) > 0:
        return True
    for field, value in message.ListFields():
        if field.type == FIELD.TYPE_MESSAGE:
            values = value if field.label == FIELD.LABEL_REPEATED else [value]
            if any(unknown(inner) for inner in values):
                return True
    return False


def main():
    event_type = describe()
    if sys.argv[1] == "probe":
        return
    with open(sys.argv[1], "rb") as file:
        for content in records(file.read()):
            event = event_type.FromString(content)
            if unknown(event):
                raise SystemExit("an event has a field that nobody knows")
            print(json.dumps(MessageToDict(event, preserving_proto_field_name=True), sort_keys=True))


main()
