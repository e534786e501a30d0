// What a thread has asked the definitions for. Documents name the same URLs again and again, and most of them
// are nowhere: without this every one of them is searched for in all packages each time. Bounded, because
// senders can invent names without end.
#pragma once

#include "gateway/base/text_hash.h"
#include "gateway/validate/knowledge.h"
#include "gateway/validate/known_codes.h"
#include "gateway/validate/known_resources.h"
#include "gateway/validate/options.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace renkei::validate {

class Asked {
public:
    explicit Asked(const Knowledge& knowledge) // which lives longer
        : knowledge_(knowledge)
        , resources_(knowledge.defs().names()) {}

    // As Knowledge::plan().
    const StructurePlan* plan(std::string_view canonical);

    // Is no such profile here, rather than one that cannot be used?
    bool is_absent(std::string_view profile);

    // What stands under the URL that a coding names as its system.
    enum class System : std::uint8_t { code_system, supplement, value_set, not_loaded };
    System system(std::string_view url);

    // Is there nothing to say of codes, as members of `set` or, without one, in their code systems? `ask` tells if it is not known, and
    // what it finds right is remembered: the same few codes come in every document. Sets that stand in a document may not be asked so.
    struct Question {
        terms::ValueSetHandle set = nullptr;
        std::array<std::uint8_t, 3> manner{}; // shape of the codes, strength and kind of the binding
        const Options* options = nullptr;
    };
    template <class Ask>
    bool are_right(const Question& question, std::span<const terms::Coding> codes, Ask ask) {
        if (!write(question, codes)) {
            return ask();
        }
        if (right_.contains(std::string_view(question_))) {
            return true;
        }
        const bool is_right = ask(); // which asks nothing of this kind itself
        if (is_right) {
            remember_right();
        }
        return is_right;
    }

    KnownCodes& codes() { return codes_; }
    KnownResources& resources() { return resources_; }

    // What a definition lets a reference lead to; in its order.
    struct Target {
        bool is_core = false; // a type of R4 itself, else a profile
        defs::TypeId type{};  // the type that is meant; zero: not known
        const StructurePlan* plan = nullptr; // of a profile; nullptr: not loaded
    };
    const std::vector<Target>& targets(const profiles::TypeRef& type);

    // Where a discriminator's path leads from a slice's definition; `find` is called the first time.
    template <class Find>
    const std::vector<DefAt>& led_to(const DiscriminatorPlan& path, const ElementPlan& slice, Find find) {
        const auto [at, is_new] = led_to_.try_emplace({&path, &slice});
        if (is_new) {
            at->second = find();
        }
        return at->second;
    }

private:
    template <class Answer>
    using ByName = std::unordered_map<std::string, Answer, base::TextHash, std::equal_to<>>;
    template <class Answer, class Ask>
    static Answer remember(ByName<Answer>& known, std::string_view name, Ask ask);

    bool write(const Question& question, std::span<const terms::Coding> codes); // false: it is too long to be remembered
    void remember_right();

    struct Path {
        const DiscriminatorPlan* path;
        const ElementPlan* slice;
        bool operator==(const Path&) const = default;
    };
    struct PathHash {
        std::size_t operator()(const Path& it) const {
            return std::hash<const void*>{}(it.path) * 31 + std::hash<const void*>{}(it.slice);
        }
    };

    const Knowledge& knowledge_;
    ByName<const StructurePlan*> plans_;
    ByName<bool> absent_;
    ByName<System> systems_;
    KnownCodes codes_;
    KnownResources resources_;
    std::string question_; // the last, written
    std::unordered_set<std::string, base::TextHash, std::equal_to<>> right_;
    std::unordered_map<const profiles::TypeRef*, std::vector<Target>> targets_; // as many as loaded definitions have references
    std::unordered_map<Path, std::vector<DefAt>, PathHash> led_to_; // as many as loaded definitions have slices
};

} // namespace renkei::validate
