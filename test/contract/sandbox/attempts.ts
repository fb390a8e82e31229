import type { Host } from './host.ts';

/** What somebody would try from inside. It prints `tried` at its end, and `ESCAPED` when it was let. */
export interface Attempt {
  readonly name: string;
  readonly script: (host: Host) => string;
}

/** An attempt written in Python; whatever is refused there is raised. */
function python(name: string, lines: (host: Host) => string): Attempt {
  return {
    name,
    script: (host) =>
      `cat > /tmp/attempt.py <<'END'\n${PRELUDE}\n${lines(host)}\nEND\npython3 /tmp/attempt.py; echo tried`,
  };
}

/** An attempt written for the shell. */
function shell(name: string, lines: (host: Host) => string): Attempt {
  return { name, script: (host) => `${lines(host)}\necho tried` };
}

/** An attempt written for Node. */
function node(name: string, lines: (host: Host) => string): Attempt {
  return {
    name,
    script: (host) =>
      `cat > /tmp/attempt.cjs <<'END'\n${lines(host)}\nEND\nnode /tmp/attempt.cjs; echo tried`,
  };
}

const PRELUDE = `
import ctypes, os, signal, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, work):
    try:
        if work() is not False: print("ESCAPED", what)
    except Exception as refused:
        print("refused", what, refused)
def call(*arguments):
    return libc.syscall(*arguments) >= 0
`;

const NETWORK: readonly Attempt[] = [
  python(
    'TCP to the loopback and to the address of the host',
    ({ tcp, address }) => `
for host in ("127.0.0.1", "localhost", "${address}", "::1"):
    attempt(host, lambda: socket.create_connection((host, ${tcp}), 2).recv(1000))`,
  ),
  node(
    'HTTP by Node, to numbers and names',
    ({ tcp, address }) => `
(async () => {
  for (const host of ['127.0.0.1', 'localhost', '${address}', '0.0.0.0']) {
    await fetch('http://' + host + ':${tcp}/', { signal: AbortSignal.timeout(2000) })
      .then(() => console.log('ESCAPED', host), (refused) => console.log('refused', refused.message));
  }
})();`,
  ),
  python(
    'UDP, and a question to a name server of the host',
    ({ udp, address }) => `
question = bytes.fromhex("abcd01000001000000000000") + b"\\x06secret\\x07example\\x03com\\x00\\x00\\x01\\x00\\x01"
for host in ("127.0.0.1", "${address}"):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try: sender.sendto(question, (host, ${udp}))
    except Exception as refused: print("refused", refused)`,
  ),
  python(
    'resolving a name',
    () => `
attempt("a name", lambda: socket.getaddrinfo("example.com", 443))`,
  ),
  python(
    'the unix sockets of the host, by path and by abstract name',
    ({ unixSocket, abstractSocket }) => `
def connect(place):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(2); s.connect(place); return s.recv(1000)
for place in ("${unixSocket}", "\\0${abstractSocket}", "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket"):
    attempt(repr(place), lambda: connect(place))`,
  ),
  python(
    'raw packets to the host',
    ({ address }) => `
def ping():
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as s:
        s.sendto(b"\\x08\\x00\\xf7\\xff\\x00\\x00\\x00\\x00", ("${address}", 0))
attempt("raw", ping)
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3).send(b"x" * 60))`,
  ),
];

const FILES: readonly Attempt[] = [
  shell(
    'reading files of the host',
    ({ secret, otherTree, folder }) => `
for file in ${secret} ${otherTree}/source.txt /proc/1/root${secret} /proc/self/root${secret} /proc/self/cwd/../../../${secret}; do cat "$file" && echo ESCAPED "$file"; done
for file in /etc/shadow ~root/.bashrc ~root/.ssh/id_rsa ~root/.netrc /etc/machine-id /var/lib/dpkg/status /dev/sda /dev/mem /dev/kmsg /proc/kcore; do head -c 16 "$file" > /dev/null 2>&1 && echo ESCAPED "$file"; done
ls ${folder} && echo ESCAPED ${folder}
cd ..; cd ..; cat other/tree/source.txt ../other/tree/source.txt; ls -a . ..`,
  ),
  shell(
    'searching every readable file for the canary',
    ({ canary }) => `
timeout 10 grep -rIls '${canary.slice(0, 12)}' --exclude-dir=proc --exclude-dir=sys --exclude-dir=usr --exclude-dir=lib / | sed 's/^/ESCAPED /'`,
  ),
  shell(
    'reading through links, symbolic and hard, out of the tree',
    ({ secret, otherTree }) => `
ln -s ${secret} link; cat link && echo ESCAPED link
ln -s ${otherTree} folder; cat folder/source.txt && echo ESCAPED folder
ln ${secret} hard && echo ESCAPED hard; ln /etc/shadow hard2 && echo ESCAPED shadow
ln -s / top; cat top${secret} && echo ESCAPED top; echo x > top${secret}`,
  ),
  shell(
    'writing outside of the work tree',
    ({ secret, otherTree, folder, trace }) => `
for place in /usr/bin /etc / /var /root /dev /opt /run ${folder} ${otherTree} .. ../.. ../../..; do mkdir -p "$place"; echo x > "$place/${trace}"; done
echo x >> ${secret}
for file in /bin/sh /usr/bin/env /lib/x86_64-linux-gnu/libc.so.6; do [ -w $file ] && echo ESCAPED $file; done`,
  ),
  python(
    'opening a setting of the kernel for writing',
    ({ kernel }) => `
# Behind another kernel these are that one's own.
shared = open("/proc/version").read().strip() == "${kernel}"
import re
own = re.compile("/proc/(pressure|sys/fs/mqueue|sys/kernel/(ns_last_pid|pid_max|msg|sem|shm|auto_msgmni))")
for top in ("/proc", "/sys") if shared else ():
    for folder, inner, names in os.walk(top):
        if folder == "/proc": inner[:] = [name for name in inner if not name.isdigit()]
        for name in names:
            place = os.path.join(folder, name)
            # What counts for a namespace alone is the sandbox's own.
            if os.path.islink(place) or "self" in place or own.match(place): continue
            try: os.close(os.open(place, os.O_WRONLY | os.O_NONBLOCK)); print("ESCAPED", place)
            except OSError: pass`,
  ),
];

const PROCESSES: readonly Attempt[] = [
  shell(
    'seeing, stopping and reading processes of the host',
    ({ victim, canary }) => `
grep -l 86400 /proc/[0-9]*/cmdline 2>/dev/null | grep -v self | while read found; do tr '\\0' ' ' < $found | grep -q '^sleep 86400' && echo ESCAPED $found; done
kill -9 ${victim} && echo ESCAPED kill
tr '\\0' '\\n' < /proc/${victim}/environ && echo ESCAPED environ
cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -a '${canary}' && echo ESCAPED canary`,
  ),
  python(
    'killing whatever there is',
    () => `
print("tried", flush=True)
for signal_number in (signal.SIGTERM, signal.SIGKILL):
    for number in range(300, 33000):
        if number not in (os.getpid(), os.getppid()):
            try: os.kill(number, signal_number)
            except OSError: pass
os.kill(-1, signal.SIGTERM)`,
  ),
  python(
    'tracing a process of the host, and reading its memory',
    ({ victim }) => `
attempt("attach", lambda: libc.ptrace(16, ${victim}, 0, 0) == 0)
attempt("memory", lambda: open("/proc/${victim}/mem", "rb"))
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(8)
here, there = Part(ctypes.addressof(buffer), 8), Part(0x400000, 8)
attempt("process_vm_readv", lambda: libc.process_vm_readv(${victim}, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0)`,
  ),
];

const KERNEL: readonly Attempt[] = [
  python(
    'new namespaces, mounts and roots',
    ({ secret }) => `
def inside():
    libc.mount(b"proc", b"/tmp", b"proc", 0, None)
    return os.path.exists("${secret}")
for name, flag in (("mount", 0x20000), ("pid", 0x20000000), ("network", 0x40000000)):
    attempt("unshare " + name, lambda: libc.unshare(flag) == 0)
attempt("mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0)
attempt("bind", lambda: libc.mount(b"/", b"/tmp", None, 4096, None) == 0)
attempt("remount", lambda: libc.mount(b"none", b"/usr", None, 32, None) == 0)
attempt("pivot_root", lambda: call(155, b"/tmp", b"/tmp"))
attempt("setns", lambda: libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0) == 0)
attempt("umount", lambda: libc.umount2(b"/usr", 2) == 0)`,
  ),
  shell(
    'a user namespace that makes a root of us',
    ({ secret }) => `
unshare --user --map-root-user sh -c 'mount -t tmpfs none /usr && echo ESCAPED mounted; cat ${secret} && echo ESCAPED read'
unshare --user --map-root-user --net --mount true && unshare --user --map-root-user --mount sh -c 'mount --bind / /tmp' && echo ESCAPED bind`,
  ),
  python(
    'leaving a root of one’s own',
    ({ secret }) => `
def leave():
    os.mkdir("/tmp/jail"); there = os.open("/", os.O_RDONLY); os.chroot("/tmp/jail"); os.fchdir(there)
    for _ in range(64): os.chdir("..")
    os.chroot("."); return open("${secret}").read()
attempt("chroot", leave)`,
  ),
  python(
    'becoming somebody else',
    ({ secret }) => `
for work in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0)):
    try: work()
    except OSError as refused: print("refused", refused)
attempt("shadow", lambda: open("/etc/shadow").read())
attempt("usr", lambda: open("/usr/bin/pw", "w"))
attempt("secret", lambda: open("${secret}").read())
status = open("/proc/self/status").read()
effective = int([line for line in status.split("\\n") if line.startswith("CapEff")][0].split()[1], 16)
attempt("capabilities %x" % effective, lambda: effective != 0)`,
  ),
  shell(
    'programs that run as their owner',
    () => `
for program in su sudo mount umount passwd newgrp chsh; do command -v $program > /dev/null && echo "has $program"; done
cp /bin/sh ./rooted; chmod 4755 ./rooted; ./rooted -p -c 'cat /etc/shadow' && echo ESCAPED suid
echo | timeout 5 su -c 'cat /etc/shadow && echo ESCAPED su' root`,
  ),
  python(
    'devices, modules, programs in the kernel, and its time',
    () => `
import stat
attempt("block device", lambda: (os.mknod("/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(8, 0)), open("/tmp/disk", "rb").read(1)))
attempt("memory device", lambda: (os.mknod("/tmp/memory", stat.S_IFCHR | 0o600, os.makedev(1, 1)), open("/tmp/memory", "rb").read(1)))
attempt("module", lambda: call(175, b"x", 1, b""))
attempt("kexec", lambda: call(246, 0, 0, 0, 0))
attempt("reboot", lambda: call(169, 0xfee1dead, 672274793, 0, 0))
attempt("clock", lambda: call(164, b"\\0" * 16, 0))
attempt("swap", lambda: call(168, b"/tmp/x"))`,
  ),
  python(
    'typing into the terminal it was started from',
    () => `
import fcntl
def type_in():
    with open("/dev/tty", "wb", buffering=0) as terminal:
        fcntl.ioctl(terminal, 0x5412, b"x")
attempt("terminal", type_in)`,
  ),
];

const SECRETS: readonly Attempt[] = [
  python(
    'finding a secret of the house in the environment, also encoded',
    ({ canary }) => `
import base64, binascii
found = b"\\n".join(open("/proc/%s/environ" % name, "rb").read() for name in os.listdir("/proc") if name.isdigit() and os.access("/proc/%s/environ" % name, os.R_OK))
found += str(dict(os.environ)).encode()
secret = b"".join([b"can", b"ary-", b"${canary.slice(7)}"])
for form in (secret, secret[::-1], base64.b64encode(secret)[:-4], base64.b32encode(secret)[:-8], binascii.hexlify(secret), secret.upper()):
    attempt("a form of the secret", lambda: form in found)
print("names", sorted(os.environ))`,
  ),
];

/** Everything that is tried in every sandbox. */
export const ATTEMPTS: readonly Attempt[] = [
  ...NETWORK,
  ...FILES,
  ...PROCESSES,
  ...KERNEL,
  ...SECRETS,
];
