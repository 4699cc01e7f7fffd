"""Small PNG pictures from arrays: spectrograms and line charts, with NumPy and zlib only."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import struct
import zlib

import numpy as np

from shape import SAMPLE_RATE

# Black, violet, red, orange, pale yellow: brightness rises with level, in grey prints too.
STOPS = np.array([[0, 0, 4], [60, 15, 110], [150, 40, 100], [230, 90, 40], [250, 190, 70], [252, 253, 200]], float)
LINES = np.array([[31, 119, 180], [214, 39, 40], [44, 160, 44], [148, 103, 189], [255, 127, 14]], float)
# A 3 x 5 dot font of digits, capitals and a few signs; each row of three bits is one octal digit.
GLYPHS = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757", "7": "71222",
    "8": "75757", "9": "75717", "A": "25755", "B": "65656", "C": "74447", "D": "65556", "E": "74647", "F": "74644",
    "G": "74557", "H": "55755", "I": "72227", "J": "11157", "K": "55655", "L": "44447", "M": "57755", "N": "65555",
    "O": "75557", "P": "75744", "Q": "75571", "R": "75765", "S": "74717", "T": "72222", "U": "55557", "V": "55552",
    "W": "55775", "X": "55255", "Y": "55222", "Z": "71247", ".": "00002", "-": "00700", "+": "02720", ":": "02020",
    "/": "11244", "(": "24442", ")": "21112", ",": "00022", " ": "00000",
}


def save(path: pathlib.Path, image: np.ndarray) -> None:
    """[height, width, 3] in 0 .. 255, of at most 256 colours."""
    pixels = np.clip(image, 0, 255).astype(np.uint8)
    colours, indices = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    assert len(colours) <= 256
    rows = b"".join(b"\0" + row.tobytes() for row in indices.astype(np.uint8).reshape(pixels.shape[:2]))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 3, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", colours.tobytes())
                     + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def write(image: np.ndarray, text: str, x: int, y: int, colour=(40, 40, 40), size: int = 2) -> None:
    for letter in text.upper():
        rows = GLYPHS.get(letter, GLYPHS["-"])
        for j, row in enumerate(rows):
            for i in range(3):
                if int(row) >> (2 - i) & 1:
                    image[y + j * size:y + (j + 1) * size, x + i * size:x + (i + 1) * size] = colour
        x += 4 * size


def spectrogram(sound: np.ndarray, width: int, height: int, low_hz: float = 40.0,
                high_hz: float = 16000.0) -> np.ndarray:
    """Log-frequency spectrogram over 75 dB, high notes on top: [height, width, 3]."""
    window = 2048
    padded = np.concatenate([np.zeros(window // 2), sound, np.zeros(window)])
    starts = np.linspace(0, len(sound) - 1, width).astype(int)
    frames = padded[starts[:, None] + np.arange(window)] * np.hanning(window)
    magnitude = np.abs(np.fft.rfft(frames)) / (window / 4)
    edges = np.geomspace(low_hz, high_hz, height + 1) / SAMPLE_RATE * window
    rows = []
    for low, high in zip(edges[:-1], edges[1:]):
        whole = np.arange(int(np.ceil(low)), int(np.floor(high)) + 1)
        if len(whole) > 1:
            rows.append(magnitude[:, whole].max(1))
        else:
            centre = (low + high) / 2
            part = centre - int(centre)
            rows.append(magnitude[:, int(centre)] * (1 - part) + magnitude[:, int(centre) + 1] * part)
    level = np.clip((20 * np.log10(np.array(rows[::-1]) + 1e-6) + 80) / 75, 0, 1)
    level = np.round(level * 20) / 20                        # few shades: small files
    at = level * (len(STOPS) - 1)
    whole = np.minimum(at.astype(int), len(STOPS) - 2)
    part = (at - whole)[..., None]
    return STOPS[whole] * (1 - part) + STOPS[whole + 1] * part


def gallery(panels, columns: int, width: int, height: int) -> np.ndarray:
    """Labelled pictures in rows: panels are (label, [height, width, 3])."""
    gap, title = 6, 16
    rows = (len(panels) + columns - 1) // columns
    image = np.full((rows * (height + title + gap) + gap, columns * (width + gap) + gap, 3), 255.0)
    for number, (label, picture) in enumerate(panels):
        y = gap + (number // columns) * (height + title + gap)
        x = gap + (number % columns) * (width + gap)
        write(image, label, x, y)
        image[y + title:y + title + height, x:x + width] = picture
    return image


def chart(lines, labels, title: str, width: int = 640, height: int = 300) -> np.ndarray:
    """Lines over a common horizontal axis: each is (x, y) with the y axis shared."""
    image = np.full((height, width, 3), 255.0)
    left, top, right, bottom = 60, 24, width - 12, height - 24
    x_most = max(x[-1] for x, _ in lines)
    y_most = max(np.quantile(y, 0.995) for _, y in lines) * 1.05
    for tick in range(5):
        y = int(bottom - (bottom - top) * tick / 4)
        image[y, left:right] = 225
        write(image, f"{y_most * tick / 4:.2f}", 8, y - 5)
        x = int(left + (right - left) * tick / 4)
        write(image, f"{x_most * tick / 4:.0f}", min(x, width - 48), bottom + 8)
    write(image, title, left, 6)
    for number, (x, y) in enumerate(lines):
        colour = LINES[number % len(LINES)]
        columns = np.arange(left, right)
        values = np.interp((columns - left) / (right - left) * x_most, x, y)
        heights = np.clip(bottom - values / y_most * (bottom - top), top, bottom).astype(int)
        for column, (a, b) in zip(columns[1:], zip(heights[:-1], heights[1:])):
            image[min(a, b) - 1:max(a, b) + 1, column] = colour
        write(image, labels[number], right - 170, top + 8 + 16 * number, colour)
    return image
