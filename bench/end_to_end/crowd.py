#!/usr/bin/env python3
"""Hundreds of instruments of every exchange at once: is anything lost, and what does it cost?

    PYTHONPATH=.deps/test-python:.deps/pyarrow bench/end_to_end/crowd.py [--bin build/bench/bin]
        [--instruments 500] [--seconds 60] [--rate 8000] [--keep FOLDER]

Starts a simulator for each market, records all of them with one `mdc record`, compares each with its truth and
prints what the recorder used. Exit 0: equal to truth everywhere; 1: not; 2: something did not start.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests/support/truth")
import venues  # noqa: E402

MARKETS = {  # name: (share of the instruments, how the n-th is called)
    "binance_spot": (0.2, lambda n: f"COIN{n}USDT"),
    "binance_usdm": (0.16, lambda n: f"COIN{n}USDT"),
    "deribit": (0.12, lambda n: "BTC-PERPETUAL" if n == 0 else f"BTC-25DEC26-{40 + n}000-C"),
    "okx": (0.2, lambda n: f"COIN{n}-USDT-SWAP" if n % 2 else f"COIN{n}-USDT"),
    "bybit_spot": (0.1, lambda n: f"COIN{n}USDT"),
    "bybit_linear": (0.12, lambda n: f"COIN{n}USDT"),
    "bybit_inverse": (0.02, lambda n: f"COIN{n}USD"),
    "bybit_option": (0.08, lambda n: f"BTC-25DEC26-{40 + n}000-C-USDT"),
}
TICKS = os.sysconf("SC_CLK_TCK")


def start_simulator(options, market, symbols, folder):
    truth = os.path.join(folder, "truth", market)
    os.makedirs(truth)
    rate = max(1.0, options.rate * len(symbols) / options.instruments)
    return subprocess.Popen(
        [os.path.join(options.bin, "mdc"), "sim", market, "--symbols", ",".join(symbols), "--rate", f"{rate:.0f}",
         "--levels", "300", "--for", f"{options.seconds + 90}s", "--wait-for-streams", str(2 * len(symbols)), "--truth",
         truth, "--ca-file", os.path.join(folder, market + ".pem")],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def addresses(simulator):
    line = simulator.stdout.readline()
    found = re.search(r"at (wss?://\S+) and (https?://\S+)", line)
    if found is None:
        sys.exit(2)
    return found.groups()


def write_config(folder, chosen, urls):
    with open(os.path.join(folder, "ca.pem"), "w") as out:
        for market in chosen:
            out.write(open(os.path.join(folder, market + ".pem")).read())
    path = os.path.join(folder, "crowd.toml")
    with open(path, "w") as out:
        selectors = ", ".join(f'"{market}:{",".join(symbols)}"' for market, symbols in chosen.items())
        out.write(f"select = [{selectors}]\n[[sink]]\ntarget = \"{folder}/tables/\"\n")
        out.write(f"[network]\nca_file = \"{folder}/ca.pem\"\n")
        for market, (ws_url, rest_url) in urls.items():
            out.write(f"[[network.urls]]\nexchange = \"{market}\"\nws_url = \"{ws_url}\"\nrest_url = \"{rest_url}\"\n")
    return path


def usage(pid):
    """CPU seconds by thread, resident MiB."""
    threads = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        fields = open(f"/proc/{pid}/task/{task}/stat").read()
        name, rest = fields[fields.index("(") + 1:fields.rindex(")")], fields[fields.rindex(")") + 2:].split()
        threads[name] = threads.get(name, 0) + (int(rest[11]) + int(rest[12])) / TICKS
    status = open(f"/proc/{pid}/status").read()
    return threads, int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def record(options, config, simulators, folder):
    log = open(os.path.join(folder, "record.log"), "w")
    recorder = subprocess.Popen([os.path.join(options.bin, "mdc"), "record", "--config", config], stderr=log, stdout=log,
                                env={**os.environ, "XDG_STATE_HOME": folder})
    begun, peak, threads = time.time(), 0.0, {}
    while recorder.poll() is None and time.time() - begun < options.seconds:
        threads, resident = usage(recorder.pid)
        peak = max(peak, resident)
        time.sleep(1)
    spent = time.time() - begun
    recorder.send_signal(signal.SIGTERM)
    code = recorder.wait(120)
    for simulator in simulators:
        simulator.terminate()
        simulator.wait(60)
    return code, threads, peak, spent


def compare(options, chosen, folder):
    wrong = 0
    for market in chosen:
        code = getattr(venues, market.upper())
        done = subprocess.run([sys.executable, "tests/support/truth/compare_truth.py", os.path.join(folder, "truth", market),
                               os.path.join(folder, "tables"), "--exchange", str(code), "--strict"],
                              capture_output=True, text=True)
        wrong += done.returncode != 0
        print(f"{market}: {len(chosen[market])} instruments\n{done.stdout}{done.stderr}", end="")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default="build/bench/bin")
    parser.add_argument("--instruments", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=float, default=8000, help="orders a second over all of them")
    parser.add_argument("--markets", default=",".join(MARKETS), help="only these")
    parser.add_argument("--keep", help="where everything goes; else a temporary folder")
    options = parser.parse_args()
    scratch = tempfile.TemporaryDirectory(prefix="mdc-crowd-")
    folder = options.keep or scratch.name
    chosen = {market: [name(n) for n in range(max(1, round(options.instruments * share)))]
              for market, (share, name) in MARKETS.items() if market in options.markets.split(",")}
    simulators = [start_simulator(options, market, symbols, folder) for market, symbols in chosen.items()]
    urls = {market: addresses(simulator) for market, simulator in zip(chosen, simulators)}
    code, threads, peak, spent = record(options, write_config(folder, chosen, urls), simulators, folder)
    wrong = compare(options, chosen, folder)
    print(open(os.path.join(folder, "record.log")).read()[-3000:])
    print(f"{sum(map(len, chosen.values()))} instruments, {spent:.0f} s, exit code {code}, peak memory {peak:.0f} MiB")
    for name, cpu in sorted(threads.items(), key=lambda item: -item[1]):
        print(f"  {name:<16} {cpu:7.2f} s CPU, {100 * cpu / spent:5.1f} %")
    return 1 if wrong or code != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
