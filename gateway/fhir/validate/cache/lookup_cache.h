// A cache of one thread's look-ups in the definitions. Documents name the same URLs again and again, and most
// of them are not loaded: without the cache each one is searched for in all packages each time. Bounded,
// because senders can invent names without end.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/cache/resource_cache.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/validation_context.h"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace renkei::validate {

class LookupCache {
public:
    explicit LookupCache(const ValidationContext& context) // which lives longer
        : context_(context),
          resources_(context.r4().names()) {}

    // As ValidationContext::plan().
    const StructurePlan* plan(std::string_view canonical);

    // Is there no such profile, rather than one that cannot be used?
    bool is_absent(std::string_view profile);

    // The targets that a definition allows for a reference, in its order. targets() keeps those of a loaded
    // definition.
    struct AllowedTarget {
        bool is_core = false;                // a type of R4 itself, else a profile
        definitions::TypeId type{};          // the type that is meant; zero: not known
        const StructurePlan* plan = nullptr; // of a profile; nullptr: not loaded, or not usable
        std::string_view canonical{};
    };
    std::vector<AllowedTarget> read_targets(const profiles::TypeRef& type);
    const std::vector<AllowedTarget>& targets(const profiles::TypeRef& type);

    // What the URL is that a coding names as its system.
    enum class System : std::uint8_t { code_system, supplement, value_set, not_loaded };
    System system(std::string_view url);

    // Are the codes valid, as members of `set` or, without one, in their code systems? `ask` checks codes
    // that are not in the cache, and valid ones are cached: the same few codes occur in every document. Not
    // for value sets that are part of a document.
    struct CodesKey {
        terminology::ValueSetHandle set = nullptr;
        std::array<std::uint8_t, 3> shape{}; // shape of the codes, strength and kind of the binding
        const ValidationOptions* options = nullptr;
    };
    template <class Ask>
    bool are_valid(const CodesKey& key, std::span<const terminology::Coding> codes, Ask ask) {
        if (!write(key, codes)) {
            return ask();
        }
        if (valid_.contains(std::string_view(last_key_))) {
            return true;
        }
        const bool is_right = ask(); // which does not call are_valid() itself
        if (is_right) {
            remember_valid();
        }
        return is_right;
    }

    ResourceCache& resources() { return resources_; }

private:
    template <class Result>
    using ByName = std::unordered_map<std::string, Result, base::TextHash, std::equal_to<>>;
    template <class Result, class Ask>
    static Result remember(ByName<Result>& known, std::string_view name, Ask ask);

    // false: it is too long to be remembered
    bool write(const CodesKey& key, std::span<const terminology::Coding> codes);
    void remember_valid();

    const ValidationContext& context_;
    ByName<const StructurePlan*> plans_;
    ByName<bool> absent_;
    ByName<System> systems_;
    std::unordered_map<const profiles::TypeRef*, std::vector<AllowedTarget>> targets_;
    ResourceCache resources_;
    std::string last_key_; // the last, written
    std::unordered_set<std::string, base::TextHash, std::equal_to<>> valid_;
};

} // namespace renkei::validate
