// Codings and CodeableConcepts about which there was nothing to say, byte for byte, at an element of a definition. Half of a form's
// document is codes that stand in every document of the form, so they are walked through once and then known again.
#pragma once

#include "gateway/base/text_hash.h"
#include "gateway/validate/entry_index.h"
#include "gateway/validate/met_before.h"
#include "gateway/validate/options.h"
#include "gateway/validate/plan.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::validate {

// One for each thread. Bounded: senders can invent codes without end.
class KnownCodes {
public:
    // What is in order depends on how strict one is: forgets all if that is another way than before.
    void begin(const Options& options);

    // Where the code stands: the element, and as which of its types.
    struct Place {
        const StructurePlan* plan;
        profiles::ElementId element;
        defs::TypeId type;
        bool operator==(const Place&) const = default;
    };
    // Of the addresses that stand in the code: they may mean something within a bundle. nullptr: it is not known.
    const AddressMarks* find(const Place& place, std::string_view bytes) const;
    // Was it asked for before? Texts that come once are not worth remembering.
    bool comes_again(const Place& place, std::string_view bytes) { return met_.meet(Hash{}(View{place, bytes})); }
    void note(const Place& place, std::string_view bytes, const AddressMarks& addresses);

    static constexpr std::size_t longest = 512;

private:
    template <class Bytes>
    struct Code {
        Place place;
        Bytes bytes;
    };
    using Key = Code<std::string>;
    using View = Code<std::string_view>;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const auto& it) const {
            return base::TextHash{}(it.bytes) + std::hash<const void*>{}(it.place.plan) * 31 + it.place.element * 7 + it.place.type.value;
        }
    };
    struct Same {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const { return a.place == b.place && std::string_view(a.bytes) == std::string_view(b.bytes); }
    };

    static constexpr std::size_t most = 4096;
    std::unordered_map<Key, AddressMarks, Hash, Same> known_;
    MetBefore met_;
    Options options_;
};

// An object with no more than the members of a CodeableConcept and of its Codings: without extensions and ids, which depend on where
// they stand.
bool is_bare_code(const json::Tree& tree, json::NodeId node);

} // namespace renkei::validate
