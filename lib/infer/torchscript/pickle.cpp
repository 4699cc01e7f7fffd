// A stack machine for the data opcodes of the pickle format.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/pickle.h"

#include <bit>
#include <unordered_map>
#include <utility>

namespace latentjam::infer {

namespace {

using Kind = PickleNode::Kind;
using Index = std::uint32_t;

constexpr std::size_t kMostNodes = 1U << 21U;
constexpr Index kMark = UINT32_MAX;

// Thrown inside this file only: a stack machine has an error at every step.
struct Malformed {
    std::string what;
};

}  // namespace

class PickleReader {
public:
    explicit PickleReader(std::string_view bytes) : bytes_(bytes) {}

    Pickle read()
    {
        while (step(static_cast<unsigned char>(take(1)[0]))) {
        }
        pickle_.root_ = pop();
        return std::move(pickle_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Malformed{what + " at byte " + std::to_string(at_)}; }

    std::string_view take(std::size_t count)
    {
        if (count > bytes_.size() - at_) fail("the data ends too early");
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }

    std::string_view take_line()
    {
        const auto end = bytes_.find('\n', at_);
        if (end == std::string_view::npos) fail("a line without end");
        const auto line = take(end - at_);
        take(1);
        return line;
    }

    std::uint64_t take_unsigned(std::size_t count)  // little-endian
    {
        std::uint64_t number = 0;
        const auto raw = take(count);
        for (std::size_t i = count; i-- > 0;) number = (number << 8U) | static_cast<unsigned char>(raw[i]);
        return number;
    }

    std::int64_t take_signed(std::size_t count)  // little-endian, two's complement, at most 8 bytes
    {
        if (count == 0) return 0;
        if (count > 8) fail("a whole number of more than 64 bits");
        const auto shift = 64 - 8 * count;
        return static_cast<std::int64_t>(take_unsigned(count) << shift) >> shift;
    }

    double take_double()  // big-endian
    {
        std::uint64_t number = 0;
        for (const char byte : take(8)) number = (number << 8U) | static_cast<unsigned char>(byte);
        return std::bit_cast<double>(number);
    }

    Index add(PickleNode node)
    {
        if (pickle_.nodes_.size() >= kMostNodes) fail("too many values");
        pickle_.nodes_.push_back(std::move(node));
        return static_cast<Index>(pickle_.nodes_.size() - 1);
    }

    void push(PickleNode node) { stack_.push_back(add(std::move(node))); }
    void push_kind(Kind kind, std::vector<Index> items = {}) { push({kind, 0, 0, {}, std::move(items)}); }
    void push_integer(Kind kind, std::int64_t number) { push({kind, number, 0, {}, {}}); }
    void push_text(Kind kind, std::string_view text) { push({kind, 0, 0, text, {}}); }

    Index pop()
    {
        if (stack_.empty() || stack_.back() == kMark) fail("a value is missing");
        const auto index = stack_.back();
        stack_.pop_back();
        return index;
    }

    std::vector<Index> pop_many(std::size_t count)
    {
        std::vector<Index> items(count);
        for (auto i = count; i-- > 0;) items[i] = pop();
        return items;
    }

    std::vector<Index> pop_to_mark()
    {
        std::vector<Index>::iterator mark = stack_.end();
        while (mark != stack_.begin() && *(mark - 1) != kMark) --mark;
        if (mark == stack_.begin()) fail("a mark is missing");
        std::vector<Index> items(mark, stack_.end());
        stack_.erase(mark - 1, stack_.end());
        return items;
    }

    PickleNode& top(Kind wanted)
    {
        if (stack_.empty() || stack_.back() == kMark) fail("a value is missing");
        auto* node = &pickle_.nodes_[stack_.back()];
        // Typed containers are made by a call whose result is filled later (OrderedDict): keep the items with the call.
        if (node->kind == Kind::kCall && wanted == Kind::kDict && node->items.size() == 2) {
            node->items.push_back(add({Kind::kDict, 0, 0, {}, {}}));
            node = &pickle_.nodes_[pickle_.nodes_[stack_.back()].items[2]];
        } else if (node->kind == Kind::kCall && wanted == Kind::kDict && node->items.size() == 3) {
            node = &pickle_.nodes_[node->items[2]];
        }
        if (node->kind != wanted) fail("a value of another kind than its use");
        return *node;
    }

    void append_to(Kind wanted, const std::vector<Index>& items)
    {
        if (wanted == Kind::kDict && items.size() % 2 != 0) fail("a key without value");
        auto& into = top(wanted).items;
        into.insert(into.end(), items.begin(), items.end());
    }

    void build()
    {
        const auto state = pop();
        if (stack_.empty() || stack_.back() == kMark) fail("a value is missing");
        auto& object = pickle_.nodes_[stack_.back()];
        if (object.kind == Kind::kObject && object.items.size() == 1) object.items.push_back(state);
    }

    void remember(std::uint64_t key)
    {
        if (stack_.empty() || stack_.back() == kMark) fail("nothing to remember");
        memo_[key] = stack_.back();
    }

    void recall(std::uint64_t key)
    {
        const auto found = memo_.find(key);
        if (found == memo_.end()) fail("a value that was never remembered");
        stack_.push_back(found->second);
    }

    void take_global()
    {
        const auto begin = at_;
        take_line();
        take_line();
        push_text(Kind::kGlobal, bytes_.substr(begin, at_ - begin - 1));  // "module\nname"
    }

    // One line an opcode, as in the format's own table.
    // clang-format off
    bool step(unsigned char opcode)
    {
        switch (opcode) {
            case 0x80: take(1); break;                                              // PROTO
            case 0x95: take(8); break;                                              // FRAME
            case '.': return false;                                                 // STOP
            case '(': stack_.push_back(kMark); break;                               // MARK
            case '0': pop(); break;                                                 // POP
            case 'N': push_kind(Kind::kNone); break;                                // NONE
            case 0x88: push_integer(Kind::kBool, 1); break;                         // NEWTRUE
            case 0x89: push_integer(Kind::kBool, 0); break;                         // NEWFALSE
            case 'J': push_integer(Kind::kInt, take_signed(4)); break;              // BININT
            case 'K': push_integer(Kind::kInt, static_cast<std::int64_t>(take_unsigned(1))); break;  // BININT1
            case 'M': push_integer(Kind::kInt, static_cast<std::int64_t>(take_unsigned(2))); break;  // BININT2
            case 0x8a: push_integer(Kind::kInt, take_signed(take_unsigned(1))); break;               // LONG1
            case 'G': push({Kind::kFloat, 0, take_double(), {}, {}}); break;        // BINFLOAT
            case 'X': case 'T': case 'B':                                           // BINUNICODE, BINSTRING, BINBYTES
                push_text(Kind::kString, take(take_unsigned(4))); break;
            case 0x8c: case 'U': case 'C':                                          // their short forms
                push_text(Kind::kString, take(take_unsigned(1))); break;
            case 0x8d: push_text(Kind::kString, take(take_unsigned(8))); break;     // BINUNICODE8
            case 'c': take_global(); break;                                         // GLOBAL
            case 0x93: pop_many(2); push_text(Kind::kGlobal, {}); break;            // STACK_GLOBAL
            case '}': push_kind(Kind::kDict); break;                                // EMPTY_DICT
            case ']': push_kind(Kind::kList); break;                                // EMPTY_LIST
            case ')': push_kind(Kind::kTuple); break;                               // EMPTY_TUPLE
            case 't': push_kind(Kind::kTuple, pop_to_mark()); break;                // TUPLE
            case 0x85: push_kind(Kind::kTuple, pop_many(1)); break;                 // TUPLE1
            case 0x86: push_kind(Kind::kTuple, pop_many(2)); break;                 // TUPLE2
            case 0x87: push_kind(Kind::kTuple, pop_many(3)); break;                 // TUPLE3
            case 'a': append_to(Kind::kList, pop_many(1)); break;                   // APPEND
            case 'e': append_to(Kind::kList, pop_to_mark()); break;                 // APPENDS
            case 's': append_to(Kind::kDict, pop_many(2)); break;                   // SETITEM
            case 'u': append_to(Kind::kDict, pop_to_mark()); break;                 // SETITEMS
            case 'q': remember(take_unsigned(1)); break;                            // BINPUT
            case 'r': remember(take_unsigned(4)); break;                            // LONG_BINPUT
            case 0x94: remember(memo_.size()); break;                               // MEMOIZE
            case 'h': recall(take_unsigned(1)); break;                              // BINGET
            case 'j': recall(take_unsigned(4)); break;                              // LONG_BINGET
            case 'Q': push_kind(Kind::kPersistent, pop_many(1)); break;             // BINPERSID
            case 'R': push_kind(Kind::kCall, pop_many(2)); break;                   // REDUCE
            case 0x81: push_kind(Kind::kObject, {pop_many(2).front()}); break;      // NEWOBJ: its arguments are dropped
            case 'b': build(); break;                                               // BUILD
            default: fail("opcode " + std::to_string(opcode));
        }
        return true;
    }
    // clang-format on

    std::string_view bytes_;
    std::size_t at_ = 0;
    Pickle pickle_;
    std::vector<Index> stack_;
    std::unordered_map<std::uint64_t, Index> memo_;
};

Result<Pickle> Pickle::parse(std::string_view bytes)
{
    try {
        return PickleReader(bytes).read();
    } catch (const Malformed& malformed) {
        return Status::error("data.pkl is not understood: " + malformed.what);
    }
}

const PickleNode* Pickle::find(const PickleNode& node, std::string_view key) const
{
    const auto* dict = &node;
    if (node.kind == Kind::kObject && node.items.size() == 2) dict = &item(node, 1);
    if (dict->kind != Kind::kDict) return nullptr;
    for (std::size_t i = 0; i + 1 < dict->items.size(); i += 2)
        if (item(*dict, i).kind == Kind::kString && item(*dict, i).text == key) return &item(*dict, i + 1);
    return nullptr;
}

}  // namespace latentjam::infer
