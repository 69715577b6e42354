"""Each relative link in a Markdown file leads to a file, and to a heading of it when it names one.

docs_links.py ROOT: prints each link that leads nowhere; exit status 1 when there is one.
"""
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.S | re.M)


def anchors(text):
    """The anchors that a page of Markdown makes of its headings."""
    for heading in re.findall(r"^#+ (.*)$", CODE.sub("", text), re.M):
        words = re.sub(r"[^\w\- ]", "", heading.lower())
        yield words.replace(" ", "-")


def faults(root):
    """Each link that leads nowhere, as FILE: LINK."""
    pages = [page for page in root.rglob("*.md") if "build" not in page.relative_to(root).parts]
    for page in sorted(page for page in pages if "node_modules" not in page.parts):
        for link in LINK.findall(CODE.sub("", page.read_text())):
            path, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = page.parent / path if path else page
            found = target.exists() and (not anchor or anchor in anchors(target.read_text()))
            if not found:
                yield f"{page.relative_to(root)}: {link}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
