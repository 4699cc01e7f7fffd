"""Where boxes stand in every patch and help patch: layout.py [--all] [FILE...]. Python's standard library alone.

Windows fit 1340 x 690; no box lies outside its window; no two boxes, texts or labels lie on each other; no cord crosses
a box or a text. What stays against that stands with its reason in layout_kept.txt. --all shows that too.
"""
# SPDX-License-Identifier: BSD-3-Clause
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = pathlib.Path(__file__).with_name("layout_kept.txt")
WIDTH, HEIGHT = 1340, 690
LETTER = {8: (5, 11), 10: (6, 13), 12: (7, 15), 16: (10, 19), 24: (14, 29)}
CLICK = "#ffe2a0"
SLACK = 2  # pixels that boxes may share: edges touch

Box = collections.namedtuple("Box", "kind text x y w h outlets")


class Canvas:
    def __init__(self, words, name):
        self.w, self.h, self.name = int(words[4]), int(words[5]), name
        self.font = int(words[6]) if len(words) == 7 else 12
        self.boxes, self.cords, self.face, self.children = [], [], None, []


def statements(path):
    for text in re.split(r"(?<!\\);\n?", path.read_text()):
        if text.strip():
            yield text.strip().replace("\n", " ")


def words_of(text):
    return re.split(r"(?<!\\) ", text)


def plain(words):
    text = " ".join(words).replace("\\,", ",").replace("\\;", ";").replace("\\$", "$").replace("\\ ", " ")
    return re.sub(r" ([,;])(?= |$)", r"\1", text)


def folded(text, columns):
    """The number of lines and the longest, as Pd folds a text."""
    lines, line = [], ""
    for part in re.split(r"(?<=;) ", text):
        for word in part.split(" "):
            joined = f"{line} {word}" if line else word
            if len(joined) > columns and line:
                lines.append(line)
                line = word
            else:
                line = joined
            while len(line) > columns:
                lines.append(line[:columns])
                line = line[columns:]
        if part.endswith(";"):
            lines.append(line)
            line = ""
    if line:
        lines.append(line)
    return max(1, len(lines)), max([len(line) for line in lines] or [1])


def text_box(kind, x, y, words, font):
    columns = 60
    if len(words) > 2 and words[-2] == "f" and words[-3].endswith(","):
        columns = int(words[-1])
        words = words[:-3] + [words[-3][:-1]]
    given = columns != 60
    text = plain([word for word in words if word])
    letter, line = LETTER.get(font, (7, 15))
    lines, longest = folded(text, columns)
    broad = (columns if given else longest) * letter + 4
    if kind == "text":
        broad = longest * letter + 4
    if kind == "obj" and given and columns > len(text):
        broad = columns * letter + 4
    return Box(kind, text, x, y, max(broad, 20) + (6 if kind == "msg" else 0), lines * line + 5, 0)


def label_box(text, x, y, size):
    if text == "empty" or not text or "$" in text:
        return None
    letter, high = max(4, round(size * 0.62)), size + 2
    return Box("label", text, x, y - high // 2, len(text) * letter, high, 0)


def gui_boxes(words, x, y):
    """A GUI object and its label."""
    kind, a = words[0], words[1:]
    try:
        if kind == "bng":
            w = h = int(a[0]); label, dx, dy, size = a[6], a[7], a[8], a[10]
        elif kind == "tgl":
            w = h = int(a[0]); label, dx, dy, size = a[4], a[5], a[6], a[8]
        elif kind in ("hsl", "vsl"):
            w, h = int(a[0]), int(a[1]); label, dx, dy, size = a[8], a[9], a[10], a[12]
        elif kind in ("hradio", "vradio"):
            one, many = int(a[0]), int(a[3])
            w, h = (one * many, one) if kind == "hradio" else (one, one * many)
            label, dx, dy, size = a[6], a[7], a[8], a[10]
        elif kind == "nbx":
            w, h = int(a[0]) * round(int(a[12]) * 31 / 36) + int(a[1]) // 2 + 4, int(a[1])
            label, dx, dy, size = a[8], a[9], a[10], a[12]
        elif kind == "vu":
            w, h = int(a[0]), int(a[1]); label, dx, dy, size = a[4], a[5], a[6], a[8]
        elif kind == "cnv":
            w, h = int(a[1]), int(a[2])
            label, dx, dy, size = a[5], a[6], a[7], a[9]
        else:
            return []
        dx, dy, size = int(dx), int(dy), int(size)
    except (IndexError, ValueError):
        return []  # an abstraction of that name, or a form that is not ours
    found = [Box(kind, plain(words), x, y, int(w), int(h), 1)]
    label = label_box(label.replace("\\ ", " ").replace("\\,", ",").replace("\\;", ";"), x + dx, y + dy, size)
    return found + ([label] if label else [])


FACES = {}


def face_of(name):
    """Width and height of what an abstraction of ours shows, or None."""
    if name not in FACES:
        path = ROOT / "abstractions" / f"{name}.pd"
        FACES[name] = read(path).face if path.exists() else None
    return FACES[name]


def read(path):
    stack, root, last = [], None, None
    for text in statements(path):
        words = words_of(text)
        if words[0] == "#N" and words[1] == "canvas":
            stack.append(Canvas(words, plain(words[6:7]) if len(words) == 8 else path.stem))
            root = root or stack[0]
            continue
        here = stack[-1]
        if words[0] == "#A" or words[1] in ("declare", "f"):
            continue
        if words[1] == "connect":
            here.cords.append(tuple(map(int, words[2:6])))
        elif words[1] == "coords":
            if len(words) > 8 and int(words[8]) in (1, 2):
                here.face = int(words[6]), int(words[7])
        elif words[1] == "array":
            pass
        elif words[1] == "restore":
            stack.pop()
            x, y = int(words[2]), int(words[3])
            stack[-1].children.append(here)
            if here.face:
                stack[-1].boxes.append([Box("face", plain(words[4:]), x, y, *here.face, 1)])
            else:
                stack[-1].boxes.append([text_box("obj", x, y, words[4:], root.font)])
        elif words[1] in ("obj", "msg", "text", "floatatom", "symbolatom", "listbox"):
            x, y = int(words[2]), int(words[3])
            if words[1] in ("floatatom", "symbolatom", "listbox"):
                broad = int(words[4]) or 5
                here.boxes.append([Box("atom", plain(words[4:]), x, y, broad * 7 + 4, 20, 1)])
            elif words[1] == "obj" and words[4] in ("bng", "tgl", "hsl", "vsl", "hradio", "vradio", "nbx", "vu", "cnv"):
                here.boxes.append(gui_boxes(words[4:], x, y) or [text_box("obj", x, y, words[4:], root.font)])
            elif words[1] == "obj" and face_of(words[4].rstrip(",")):
                here.boxes.append([Box("face", plain(words[4:]), x, y, *face_of(words[4].rstrip(",")), 1)])
            else:
                here.boxes.append([text_box(words[1], x, y, words[4:], root.font)])
    return root


def crosses(x1, y1, x2, y2, box):
    """True when a line goes through a box, by the sides it is clipped to."""
    left, top, right, bottom = box.x + SLACK, box.y + SLACK, box.x + box.w - SLACK, box.y + box.h - SLACK
    enter, leave, dx, dy = 0.0, 1.0, x2 - x1, y2 - y1
    for step, low, high, start in ((dx, left, right, x1), (dy, top, bottom, y1)):
        if step == 0:
            if not low < start < high:
                return False
            continue
        a, b = sorted(((low - start) / step, (high - start) / step))
        enter, leave = max(enter, a), min(leave, b)
    return enter < leave


def overlap(a, b):
    return (min(a.x + a.w, b.x + b.w) - max(a.x, b.x) > SLACK and min(a.y + a.h, b.y + b.h) - max(a.y, b.y) > SLACK)


def counted(canvas):
    """How many outlets and inlets of each box have cords: where they stand on its edge."""
    out, into = collections.Counter(), collections.Counter()
    for a, o, b, i in canvas.cords:
        out[a], into[b] = max(out[a], o + 1), max(into[b], i + 1)
    return out, into





def port(box, number, count):
    """The middle of the n-th inlet or outlet of a box: 7 pixels wide, spread over its width."""
    count = max(count, number + 1)
    return box.x + 3 + (number * (box.w - 7) / (count - 1) if count > 1 else 0)


def ports_of(box, used):
    """What is known of the number of outlets; the number used is a lower bound."""
    words = box.text.split(" ")
    if words[0] in ("t", "trigger", "unpack"):
        return max(used, len([w for w in words[1:] if w != ","]) or 2)
    if words[0] in ("route", "sel", "select"):
        return max(used, len(words))
    if words[0] in ("moses", "spigot") and words[0] == "moses":
        return 2
    return used


def faults(canvas, name):
    """(kind, where, what), a line each."""
    solid = [box for boxes in canvas.boxes for box in boxes if box.kind != "cnv"]
    own = {id(box): number for number, boxes in enumerate(canvas.boxes) for box in boxes}
    for box in solid:
        if box.x < 0 or box.y < 0 or box.x + box.w > canvas.w + 1 or box.y + box.h > canvas.h + 1:
            yield "outside", name, f"{box.text[:40]} ends at {box.x + box.w}, {box.y + box.h} of {canvas.w}, {canvas.h}"
    for index, box in enumerate(solid):
        for other in solid[index + 1:]:
            if overlap(box, other) and own[id(box)] != own[id(other)]:  # a label may stand on its own button
                yield "overlap", name, f"{box.text[:40]} | {other.text[:40]}"
    out, into = counted(canvas)
    for a, o, b, i in canvas.cords:
        if a >= len(canvas.boxes) or b >= len(canvas.boxes) or not canvas.boxes[a] or not canvas.boxes[b]:
            continue
        source, target = canvas.boxes[a][0], canvas.boxes[b][0]
        x1, y1 = port(source, o, ports_of(source, out[a])), source.y + source.h
        x2, y2 = port(target, i, max(into[b], 1)), target.y
        for index, boxes in enumerate(canvas.boxes):
            for box in boxes:
                if index in (a, b) or box.kind == "cnv":
                    continue
                if crosses(x1, y1, x2, y2, box):
                    yield "crossed", name, f"{source.text[:30]} -> {target.text[:30]} crosses {box.text[:40]}"


def not_yellow(canvas, name):
    """Messages of a help patch's first page that look like any other box."""
    grounds = {(box.x, box.y) for boxes in canvas.boxes for box in boxes if box.kind == "cnv" and CLICK in box.text}
    fed = {target for source, _, target, _ in canvas.cords if canvas.boxes[source][0].text != "loadbang"}
    for index, boxes in enumerate(canvas.boxes):
        if boxes and boxes[0].kind == "msg" and index not in fed and (boxes[0].x, boxes[0].y) not in grounds:
            yield "yellow", name, f"{boxes[0].text[:40]} has no ground of {CLICK}"


def every(canvas, name):
    yield canvas, name, True
    for child in canvas.children:
        for inner, inner_name, _ in every(child, f"{name}/{child.name}"):
            yield inner, inner_name, False


def look(path):
    name = str(path.relative_to(ROOT))
    root = read(path)
    if root.w > WIDTH or root.h > HEIGHT:
        yield "window", name, f"{root.w} x {root.h}, not within {WIDTH} x {HEIGHT}"
    if path.parent.name == "abstractions":
        return  # seen by those who build on them
    if path.parent.name == "help":
        yield from not_yellow(root, name)
    for canvas, where, _ in every(root, name):
        if canvas.face and canvas is not root:
            continue
        for kind, here, what in faults(canvas, where):
            if kind != "crossed" or canvas is root:  # in logic behind a panel cords may cross
                yield kind, here, what


def kept():
    """Lines `kind where -- reason`, the first two as patterns."""
    rules = []
    for line in KEPT.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            rule, reason = line.split(" -- ")
            rules.append([*rule.split(), reason, 0])
    return rules


def main():
    show_all = "--all" in sys.argv
    given = [pathlib.Path(word).resolve() for word in sys.argv[1:] if not word.startswith("--")]
    files = given or sorted(p for folder in ("patches", "help", "abstractions") for p in (ROOT / folder).glob("*.pd"))
    rules, wrong = kept(), 0
    for path in files:
        for kind, where, what in look(path):
            rule = next((r for r in rules if re.fullmatch(r[0], kind) and re.fullmatch(r[1], where)), None)
            if rule:
                rule[3] += 1
            if not rule or show_all:
                print(f"{kind} {where}: {what}" + (f"  (kept: {rule[2]})" if rule else ""))
            wrong += not rule
    for kind, where, _, count in rules:
        if not given and not count:
            print(f"layout_kept.txt: {kind} {where} is not there any more: the line can go")
    print(f"{len(files)} files, {wrong} faults, {sum(r[3] for r in rules)} kept with a reason")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
