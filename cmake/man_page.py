"""The manual page of a program, made of what its --help prints.

man_page.py PROGRAM VERSION PAGE [ROOT]: writes the file PAGE, which man reads. PROGRAM runs; ROOT
is where it is staged for now, and is removed from the paths that it prints.
"""
import gzip
import pathlib
import re
import subprocess
import sys

# What follows an option's names: a type, the values that it takes, the default, other options.
VALUE = re.compile(r"(?P<type>[A-Z]+(:[A-Z]+)?)?(:(?P<values>\{.*?\}|between \S+ and [^=\s]+))?"
                   r"(=(?P<default>.*?))?(?P<many> \.\.\.| x \d+)?( REQUIRED)?"
                   r"( ?Needs: (?P<needs>.*?))?( ?Excludes: ?(?P<excludes>.*?))?")


def roff(text):
    """`text`, with nothing in it that roff would read as a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", "\\\\&", text, flags=re.M)


def help_of(arguments, root):
    text = subprocess.run([*arguments, "--help"], check=True, capture_output=True, text=True).stdout
    return text.replace(f"{root}/", "/")


def sections(text):
    """Of a help text: its lines under the title of each section; the first has none."""
    found = {"": []}
    title = ""
    for line in text.splitlines():
        start = re.match(r"([A-Z][a-z ]+):(?= |$)(.*)", line)
        if start and (not start[2] or start[1] in ("Usage", "Exit status")):
            title = start[1]
            found[title] = [start[2].strip()] if start[2] else []
        else:
            found[title].append(line)
    return found


def entries(lines):
    """The (head, text) of each entry of a list: the text begins beside its head, or below it."""
    found = []
    for line in lines:
        if re.match(r" {2}\S", line):
            head, _, text = line.strip().partition("  ")
            found.append([head, text.strip()])
        elif line.strip():
            found[-1][1] += " " + line.strip()
    return [(head, text.strip()) for head, text in found]


def sentence(text):
    return text if not text or text[-1] in ".!?" else text + "."


def option(head, text):
    """An option, a positional or a subcommand: its names, and everything that is to know of it."""
    names, _, value = head.partition(" ")
    if not names.startswith("-") and not value:  # a subcommand: what follows is no value
        names, value = head, ""
    shown = ", ".join(f"\\fB{roff(name)}\\fR" for name in names.split(","))
    notes = [sentence(text)]
    if value:
        parts = VALUE.fullmatch(value)
        if not parts:
            sys.exit(f"man_page.py: what is \"{value}\" of {names}?")
        shown += f" \\fI{roff(parts['type'])}\\fR" if parts["type"] else ""
        shown += roff(parts["many"] or "")
        values = (parts["values"] or "").strip("{}").replace(",", ", ")
        notes += [f"Values: {values}."] if values else []
        notes += [f"Default: {parts['default']}."] if parts["default"] else []
        notes += [f"Needs {parts['needs'].replace(' ', ', ')}."] if parts["needs"] else []
        notes += [f"Not with {parts['excludes'].replace(' ', ', ')}."] if parts["excludes"] else []
    return f".TP\n{shown}\n{roff(' '.join(note for note in notes if note))}"


def literal(lines):
    return "\n".join([".nf", ".RS", roff("\n".join(lines).strip("\n")), ".RE", ".fi"])


def page(program, version, root):
    name = pathlib.Path(program).name
    parts = sections(help_of([program], root))
    description = " ".join(line for line in parts[""] if line)
    summary = re.split(r"[.;](?= |$)", description)[0]
    subcommands = entries(parts.get("Subcommands", []))
    out = [f'.TH {name.upper()} 1 "" "gRPC Workbook {version}" "gRPC Workbook"',
           ".nh", ".ad l",  # no path broken at a hyphen
           ".SH NAME", f"{name} \\- {roff(summary[0].lower() + summary[1:])}",
           ".SH SYNOPSIS", roff(parts["Usage"][0]).replace(name, f"\\fB{name}\\fR", 1),
           ".SH DESCRIPTION", roff(description)]
    for title in ("Positionals", "Options"):
        if title in parts:
            out += [f".SH {title.upper()}"] + [option(*entry) for entry in entries(parts[title])]
    if subcommands:
        out.append(".SH SUBCOMMANDS")
    for names, text in subcommands:
        own = sections(help_of([program, names.split(",")[0]], root))
        usage = own["Usage"][0].replace(" [OPTIONS]", "")
        out += [f".SS {roff(names)}", roff(sentence(text)), ".PP", roff(usage)]
        out += [option(*entry) for entry in entries(own.get("Positionals", []))]
        out += [option(*entry) for entry in entries(own["Options"]) if "--help" not in entry[0]]
    status = [line for line in parts.get("Exit status", []) if line]
    out += [".SH EXIT STATUS",
            roff(" ".join(status) or "0 success, 1 failure, 2 wrong usage, 130 interrupted.")]
    out += [".SH EXAMPLES", literal([line.strip() for line in parts["Example"]])]
    # What runs here comes in pairs.
    pair = re.fullmatch(r"(\w+)_(server|client)", name)
    other = f"{pair[1]}_{'client' if pair[2] == 'server' else 'server'}" if pair else "chat_server"
    docs = str(pathlib.Path(program).parent.parent / "share/doc/grpc-workbook").removeprefix(root)
    out += [".SH SEE ALSO", f"\\fB{other}\\fR(1), {roff(docs)}"]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    text = page(sys.argv[1], sys.argv[2], "".join(sys.argv[4:]))
    pathlib.Path(sys.argv[3]).write_bytes(gzip.compress(text.encode(), mtime=0))
