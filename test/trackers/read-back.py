"""Reads exported runs with the trackers' own readers and prints, as JSON, what they found.

    read-back.py tensorboard|mlflow|wandb FOLDER
"""

import glob
import json
import os
import subprocess
import sys


def tensorboard(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import plugin_data_pb2

    runs = {}
    for name in sorted(os.listdir(folder)):
        events = EventAccumulator(os.path.join(folder, name), size_guidance={"scalars": 0, "tensors": 0})
        events.Reload()
        tags = events.Tags()
        content = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
        start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
        runs[name] = {
            "values": {
                f"{tag} {point.step}": point.value for tag in tags["scalars"] for point in events.Scalars(tag)
            },
            "seconds": [point.wall_time for tag in tags["scalars"] for point in events.Scalars(tag)],
            "parameters": {key: str(getattr(value, value.WhichOneof("kind"))) for key, value in start.hparams.items()},
            "texts": {
                tag: events.Tensors(tag)[0].tensor_proto.string_val[0].decode()
                for tag in tags["tensors"]
                if events.SummaryMetadata(tag).plugin_data.plugin_name == "text"
            },
        }
    return runs


def mlflow(folder):
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    from mlflow.tracking import MlflowClient

    client = MlflowClient("file://" + os.path.join(folder, "mlruns"))
    runs = {}
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id]):
            runs[run.data.tags["cored.run"]] = {
                "experiment": experiment.name,
                "name": run.info.run_name,
                "status": run.info.status,
                "values": {
                    f"{key} {point.step}": point.value
                    for key in run.data.metrics
                    for point in client.get_metric_history(run.info.run_id, key)
                },
                "parameters": run.data.params,
                "artifacts": [one.path for one in client.list_artifacts(run.info.run_id)],
            }
    return runs


def wandb(folder):
    runs = {}
    for path in sorted(glob.glob(os.path.join(folder, "wandb", "offline-run-*", "run-*.wandb"))):
        command = [os.path.join(os.path.dirname(sys.executable), "wandb"), "leet", "inspect", "--json", path]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        records = [json.loads(line) for line in lines]
        of = lambda kind: [record[kind] for record in records if record["type"] == kind]
        config = of("run")[0]["config"]["update"]
        values = {}
        for row in of("history"):
            [unit] = [unit for unit in ("update", "epoch", "stage") if unit in row["item"]]
            for key, value in row["item"].items():
                if "/" in key:
                    values[f"{key} {row['item'][unit]}"] = value
        runs[config["facts"]["run"]] = {
            "experiment": of("run")[0]["project"],
            "name": of("run")[0]["display_name"],
            "status": of("exit")[0]["exit_code"],
            "values": values,
            "summary": of("summary")[-1]["update"],
            "parameters": {key: str(value) for key, value in config.items() if key != "facts"},
        }
    return runs


if __name__ == "__main__":
    reader = {"tensorboard": tensorboard, "mlflow": mlflow, "wandb": wandb}[sys.argv[1]]
    print(json.dumps(reader(sys.argv[2])))
