// [file-name]: the words of a message as one name, as sound~ and latent take them: "my loop.wav", 909.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/file_name.h"

#include "pd/object_class.h"

#include <string>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct FileName : Object {
    using Object::Object;
    void created() { name_out = add_outlet(&s_symbol); }

    Status tell(Atoms words) const
    {
        const auto name = file_name(words);
        if (name) outlet_symbol(name_out, gensym(name->c_str()));
        return name.status();
    }

    static Status take_words(Object& object, t_symbol* first, Atoms rest)
    {
        AtomList words(rest.begin(), rest.end());
        if (first != &s_list && first != &s_symbol && first != &s_float)
            words.insert(words.begin(), symbol_atom(first));
        return static_cast<FileName&>(object).tell(words);
    }

    t_outlet* name_out = nullptr;
};

}  // namespace

void file_name_setup()
{
    static const Table kTable{.name = "file-name",
                              .text = "the words of a message as one name",
                              .rows = {{.name = "float",
                                        .type = atoms(1, kAnyNumber, "a name"),
                                        .text = "a name of digits",
                                        .take = take<[](FileName& f, Atoms words) { return f.tell(words); }>}},
                              .otherwise = FileName::take_words,
                              .others = "a name"};
    object_setup<FileName>(kTable);
}
