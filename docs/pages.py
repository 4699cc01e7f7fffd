"""pages.py REFERENCE.json OUT [--render PD LIBRARY]: the documentation as pages that need no network: objects, patches,
documents. Made of what help is made of: the objects' own tables (`; latentjam reference FILE`), the sentences under the
titles of help patches, README's tables. With --render, ten seconds of each patch as .ogg (ffmpeg), and a picture of it
where there are Xvfb, xdotool and ImageMagick. No fonts or scripts from elsewhere. Python's standard library alone.
"""
# SPDX-License-Identifier: BSD-3-Clause
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PATIENCE_S = 120  # for a window to be shown
LOADING_S = 20  # for its models
STYLE = """
body { font: 16px/1.5 sans-serif; background: #f4f1ea; color: #20242c }
body { margin: 0 auto; max-width: 60em; padding: 0 1em 4em }
header { background: #20242c; color: #fbfaf6; border-bottom: 4px solid #e4572e; margin: 0 -1em 1em; padding: 1em }
header a { color: #f2b134; margin-right: 1em } h1 { margin: 0 } a { color: #17806d } img { max-width: 100% }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #d8d2c4; padding: .3em .6em; text-align: left; vertical-align: top }
code, pre { background: #e6e1d6 } pre { padding: .6em; overflow-x: auto }
"""
DOCUMENTS = ["models", "patterns", "kit", "agents", "saatgut-proxy", "spoor", "porting", "installation", "packages",
             "time", "engine", "native", "loudness", "form", "lifetimes", "libraries", "architecture",
             "adding-an-object", "adding-a-pattern", "adding-a-backend"]


def page(out, name, title, body):
    links = " ".join(f'<a href="{n}.html">{t}</a>' for n, t in
                     (("index", "begin"), ("patches", "patches"), ("objects", "objects"), ("documents", "documents")))
    (out / f"{name}.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}: latentjam</title><style>{STYLE}</style>"
        f"<header><h1>{html.escape(title)}</h1>{links}</header>\n{body}\n</html>\n")


def inline(text, here="docs"):
    """Code, emphasis, links and pictures; links to what is not among the pages are left out."""
    def link(match):
        label, target = match.groups()
        target, _, part = target.partition("#")
        stem = pathlib.PurePosixPath(target).name
        if re.match(r"https?:", target):
            return f'<a href="{target}">{label}</a>'
        if stem.endswith("-help.pd"):
            return f'<a href="objects.html#{stem[:-8]}">{label}</a>'
        if stem.endswith(".md") and stem[:-3] in DOCUMENTS:
            return f'<a href="{stem[:-3]}.html{"#" + part if part else ""}">{label}</a>'
        if stem.endswith(".png"):
            return f'<a href="{name_of_picture(target)}">{label}</a>'
        if stem.endswith(".pd"):
            return f'<a href="patches.html#{stem[:-3]}">{label}</a>'
        return label

    def picture(match):
        return f'<img src="{name_of_picture(match.group(2))}" alt="{match.group(1)}">'

    kept = []
    text = re.sub(r"`([^`]*)`", lambda m: kept.append(m.group(1)) or f"\0{len(kept) - 1}\0", text)
    text = html.escape(text, quote=False)
    text = re.sub(r"!\[([^\]]*)\]\(([^)]*)\)", picture, text)
    text = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", link, text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"(?<!\*)\*([^*\s][^*]*)\*", r"<i>\1</i>", text)
    return re.sub("\0(\\d+)\0", lambda m: f"<code>{html.escape(kept[int(m.group(1))])}</code>", text)


def name_of_picture(target):
    return "pictures/" + re.sub(r"^(\.\./)*(docs/)?pictures/", "", target)


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def of_markdown(text):
    """Headings, lists, tables, code and paragraphs, as our documents have them."""
    result, lines = [], text.split("\n") + [""]
    at = 0
    while at < len(lines):
        line = lines[at]
        if heading := re.match(r"(#+) (.*)", line):
            level, title = len(heading.group(1)), heading.group(2)
            if level > 1:
                anchor = re.sub(r"[^a-z0-9-]", "", title.lower().replace(" ", "-"))
                result.append(f'<h{level} id="{anchor}">{inline(title)}</h{level}>')
            at += 1
        elif line.startswith("    "):
            block = []
            while at < len(lines) and (lines[at].startswith("    ") or (not lines[at] and lines[at + 1:at + 2] and
                                                                        lines[at + 1].startswith("    "))):
                block.append(lines[at][4:])
                at += 1
            result.append(f"<pre>{html.escape(chr(10).join(block))}</pre>")
        elif line.startswith("|"):
            rows = []
            while lines[at].startswith("|"):
                rows.append(cells(lines[at]))
                at += 1
            tag = "th" if any(rows[0]) else "td"
            body = "".join(f"<tr>{''.join(f'<{t}>{inline(c)}</{t}>' for c in row)}</tr>"
                           for t, row in [(tag, rows[0])] + [("td", row) for row in rows[2:]] if any(row))
            result.append(f"<table>{body}</table>")
        elif re.match(r"(-|\d+\.) ", line):
            tag, items = ("ul" if line[0] == "-" else "ol"), []
            while lines[at] and (re.match(r"(-|\d+\.) ", lines[at]) or lines[at].startswith(" ")):
                if re.match(r"(-|\d+\.) ", lines[at]):
                    items.append(lines[at].split(" ", 1)[1])
                else:
                    items[-1] += " " + lines[at].strip()
                at += 1
            result.append(f"<{tag}>{''.join(f'<li>{inline(item)}</li>' for item in items)}</{tag}>")
        elif line:
            block = []
            while lines[at] and not re.match(r"#|\||    |- |\d+\. ", lines[at]):
                block.append(lines[at])
                at += 1
            result.append(f"<p>{inline(' '.join(block))}</p>")
        else:
            at += 1
    return "\n".join(result)


def sentence_of(help_patch):
    """What stands under the title of a help patch."""
    text = help_patch.read_text().replace("\n", " ")
    title = re.search(r"#X obj 20 3\d cnv 1 1 1 empty empty ((?:\\.|[^ \\])+) ", text)
    return re.sub(r"\\(.)", r"\1", title.group(1)) if title else ""


def objects(reference, out):
    rows_of = {}
    for row in reference:
        rows_of.setdefault(row["object"], []).append(row)
    body = []
    for patch in sorted((ROOT / "help").glob("*-help.pd"), key=lambda each: each.name.lower()):
        name = patch.name[:-8]
        body.append(f'<h2 id="{name}">{name}</h2><p>{html.escape(sentence_of(patch))}</p>')
        for each in [name] + sorted({row["object"] for row in reference if row.get("help") == name}):
            if not rows_of.get(each):
                continue
            heading = f"<tr><th colspan=5>[{each}]</th></tr>" if each != name else ""
            body.append(f"<table>{heading}" + "".join(
                "<tr>" + "".join(f"<td>{html.escape(str(row.get(key, '')))}</td>"
                                 for key in ("in", "name", "takes", "default", "text")) + "</tr>"
                for row in rows_of[each]) + "</table>")
    page(out, "objects", "Objects", "<p>Each has a help patch in Pd: right-click, <i>Help</i>. These tables are the "
         "objects' own: where a word is understood, the word, what it takes, its default, what it does.</p>" +
         "\n".join(body))


def patches(out, sounds):
    readme = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| (\[.*?\]\(patches/.*?) \| (.*) \|$", readme, re.M)
    body = []
    for names, text in rows:
        for name in re.findall(r"\]\(patches/(?:.*/)?([^/)]*)\.pd\)", names):
            body.append(f'<h2 id="{name}">{name}</h2><p>{inline(text)}</p>')
            taken = (out / "pictures" / f"{name}.png").exists()
            for picture in sorted((out / "pictures").glob("**/*.png")):
                if picture.stem == name or (not taken and picture.stem == re.sub(r"^\d+-", "", name)):
                    body.append(f'<img src="{picture.relative_to(out)}" alt="{name}">')
            if (sounds / f"{name}.ogg").exists():
                body.append(f'<p><audio controls preload="none" src="sounds/{name}.ogg"></audio> ten seconds of it</p>')
            elif (sounds / f"{re.sub(r'^[0-9]+-', '', name)}.ogg").exists():
                short = re.sub(r"^\d+-", "", name)
                body.append(f'<p><audio controls preload="none" src="sounds/{short}.ogg"></audio> twenty seconds</p>')
    page(out, "patches", "Patches", "<p>01 to 11 are a course: each teaches one thing.</p>" + "\n".join(body))


def render(pd, library, sounds):
    for patch in sorted((ROOT / "patches").glob("*.pd")):
        with tempfile.TemporaryDirectory() as folder:
            take = pathlib.Path(folder) / "take.wav"
            subprocess.run([pd, "-nrt", "-nogui", "-noprefs", "-batch", "-r", "44100", "-path", library,
                            "-lib", "latentjam", "-open", str(patch), "-open", str(ROOT / "setup/render.pd"),
                            "-send", "jam seed 1",
                            "-send", f"jam record {take}", "-send", "jam start", "-send", "render 15"], check=True,
                           stdin=subprocess.DEVNULL, capture_output=True, timeout=1200)
            subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-ss", "5", "-t", "10",
                            "-i", str(take), "-ac", "2", "-c:a", "libvorbis", "-q:a", "3",
                            str(sounds / f"{patch.stem}.ogg")], check=True)


def photograph(pd, library, pictures):
    """Each patch as its window shows it once its models are loaded, in few colours."""
    sys.path.append(str(ROOT / "tests/stage"))
    from screen import Screen
    for patch in sorted((ROOT / "patches").glob("*.pd")):
        with Screen(PATIENCE_S, "1440x900") as screen:
            screen.start([pd, "-noprefs", "-nosound", "-path", library, "-lib", "latentjam", "-open", str(patch)],
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            window = screen.window(f"^{re.escape(patch.name)}")
            picture = screen.picture(window, LOADING_S, "-dither", "None", "-colors", "64")
            (pictures / f"{patch.stem}.png").write_bytes(picture)


def main():
    reference = json.loads(pathlib.Path(sys.argv[1]).read_text())
    out = pathlib.Path(sys.argv[2])
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(ROOT / "docs/pictures", out / "pictures")
    shutil.copytree(ROOT / "docs/sounds", out / "sounds")
    if sys.argv[3:4] == ["--render"]:
        render(sys.argv[4], sys.argv[5], out / "sounds")
        if all(shutil.which(tool) for tool in ("Xvfb", "xdotool", "import")):
            photograph(sys.argv[4], sys.argv[5], out / "pictures")
    objects(reference, out)
    patches(out, out / "sounds")
    readme = (ROOT / "README.md").read_text()
    begin, _, rest = readme.partition("## The patches")
    page(out, "index", "latentjam", of_markdown(begin + "## Your own models" + rest.partition("## Your own models")[2]))
    listed = ""
    for name in DOCUMENTS:
        text = (ROOT / f"docs/{name}.md").read_text()
        title = re.match(r"# (.*)", text).group(1)
        listed += f'<li><a href="{name}.html">{html.escape(title)}</a></li>'
        page(out, name, title, of_markdown(text))
    page(out, "documents", "Documents", f"<ul>{listed}</ul>")


main()
