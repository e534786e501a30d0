// A cache of valid codes: the bytes of Codings and CodeableConcepts that had no findings at an element of a
// definition. Half of a form's document is codes that are the same in every document of the form, so they are
// validated once.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/bundles/entry_index.h"
#include "gateway/fhir/validate/cache/seen_filter.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/plan.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::validate {

// One for each thread. Bounded: senders can invent codes without end.
class CodeCache {
public:
    // Whether a code is valid depends on the options: other options than before empty the cache.
    void begin(const ValidationOptions& options);

    // Where the code occurs: the element, and as which of its types.
    struct CodePlace {
        const StructurePlan* plan;
        profiles::ElementId element;
        definitions::TypeId type;
        bool operator==(const CodePlace&) const = default;
    };
    // The marks of the addresses in the code, which may refer to entries of a bundle. nullptr: the code is
    // not in the cache.
    const AddressMarks* find(const CodePlace& place, std::string_view bytes) const;
    // Was it requested before? A text that occurs once is not cached.
    bool comes_again(const CodePlace& place, std::string_view bytes) {
        return seen_.test_and_add(Hash{}(View{place, bytes}));
    }
    void note(const CodePlace& place, std::string_view bytes, const AddressMarks& addresses);

    static constexpr std::size_t longest = 512;

private:
    template <class Bytes>
    struct Code {
        CodePlace place;
        Bytes bytes;
    };
    using Key = Code<std::string>;
    using View = Code<std::string_view>;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const auto& it) const {
            return base::TextHash{}(it.bytes) + std::hash<const void*>{}(it.place.plan) * 31 +
                   it.place.element * 7 + it.place.type.value;
        }
    };
    struct Same {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const {
            return a.place == b.place && std::string_view(a.bytes) == std::string_view(b.bytes);
        }
    };

    static constexpr std::size_t most = 4096;
    std::unordered_map<Key, AddressMarks, Hash, Same> known_;
    SeenFilter seen_;
    ValidationOptions options_;
};

// An object with no more than the members of a CodeableConcept and of its Codings: without extensions and
// ids, which depend on their place.
bool is_bare_code(const json::Tree& tree, json::NodeId node);

} // namespace renkei::validate
