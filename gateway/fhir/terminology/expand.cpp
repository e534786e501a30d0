#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/terminology/check.h"
#include "gateway/fhir/terminology/membership.h"

#include <functional>
#include <unordered_set>

namespace renkei::terminology {
namespace {

struct Key {
    std::string_view system;
    std::string_view code;
    bool operator==(const Key&) const = default;
};
struct KeyHash {
    std::size_t operator()(const Key& key) const {
        return base::TextHash{}(key.system) * 31 + base::TextHash{}(key.code);
    }
};
constexpr std::size_t max_parts = 10'000'000; // how many parts of excludes and imports may be searched

using Emit = std::function<void(const Member&)>;

class Expander {
public:
    Expander(CompiledTables& store, std::size_t most)
        : membership_(store.r4(), max_parts),
          steps_left_(most * 4) {}

    const UncheckedReason& unchecked() const { return unchecked_; }

    void each(const ValueSetTable& set, const Emit& emit) {
        if (set.unchecked || !take_step(&set)) {
            note(set.unchecked);
            return;
        }
        const bool may_repeat = set.includes.size() > 1;
        std::unordered_set<Key, KeyHash> seen;
        for (const ValueSetPart& part : set.includes) {
            each(part, [&](const Member& member) {
                if ((!member.is_inactive || !set.without_inactive) && !is_excluded(set, member) &&
                    (!may_repeat || seen.insert({member.system, member.code}).second)) {
                    emit(member);
                }
            });
        }
    }

private:
    void note(const UncheckedReason& unchecked) { unchecked_ = unchecked_ ? unchecked_ : unchecked; }

    bool take_step(const ValueSetTable* set = nullptr) {
        if (steps_left_ == 0) {
            note({Unchecked::too_costly, set == nullptr ? std::string_view() : set->url});
            return false;
        }
        --steps_left_;
        return true;
    }

    bool is_excluded(const ValueSetTable& set, const Member& member) {
        if (set.excludes.empty()) {
            return false;
        }
        const PartResult answered = membership_.any(set.excludes, member.system, member.code);
        note(answered.unchecked);
        return answered.answer != Tristate::no;
    }
    bool is_in_imports(const ValueSetPart& part, std::size_t from, const Member& member) {
        for (const ValueSetTable* import : std::span(part.imports).subspan(from)) {
            const PartResult answered = membership_.of(*import, member.system, member.code);
            note(answered.unchecked);
            if (answered.answer != Tristate::yes) {
                return false;
            }
        }
        return true;
    }

    void each(const ValueSetPart& part, const Emit& emit) {
        note(part.import_gap);
        if (part.import_gap) {
            return;
        }
        if (part.kind == ValueSetPartKind::imports) {
            each_imported(part, emit);
            return;
        }
        note(part.unchecked);
        const Emit checked = [&](const Member& member) {
            if (is_in_imports(part, 0, member)) {
                emit(member);
            }
        };
        part.kind == ValueSetPartKind::listed ? each_listed(part, checked) : each_row(part, checked);
    }
    void each_imported(const ValueSetPart& part, const Emit& emit) {
        if (part.imports.empty()) {
            note(part.unchecked);
            return;
        }
        if (depth_left_ == 0) {
            note({Unchecked::too_costly, part.imports.front()->url});
            return;
        }
        --depth_left_;
        each(*part.imports.front(), [&](const Member& member) {
            if (is_in_imports(part, 1, member)) {
                emit(member);
            }
        });
        ++depth_left_;
    }

    static Member member_of(const ValueSetPart& part, const ConceptRow& row) {
        return {part.system,     part.table->version(), row.code,         row.display,
                row.is_inactive, row.is_abstract,       row.is_deprecated};
    }
    void each_listed(const ValueSetPart& part, const Emit& emit) {
        for (const ListedCode& listed : part.listed) {
            if (!take_step()) {
                return;
            }
            const std::uint32_t row = part.table == nullptr ? no_row : part.table->find(listed.code);
            Member member{part.system, part.version, listed.code, listed.display};
            if (row != no_row) {
                member = member_of(part, part.table->rows()[row]);
                member.display = listed.display.empty() ? member.display : listed.display;
            }
            emit(member);
        }
    }
    void each_row(const ValueSetPart& part, const Emit& emit) {
        if (part.table == nullptr) {
            return;
        }
        const auto rows = part.table->rows();
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!take_step()) {
                return;
            }
            if (part.kind == ValueSetPartKind::whole || (row < part.rows.size() && part.rows[row])) {
                emit(member_of(part, rows[row]));
            }
        }
    }

    Membership membership_;
    std::size_t steps_left_;
    std::size_t depth_left_ = 100;
    UncheckedReason unchecked_;
};

} // namespace

Expansion expand(CompiledTables& store, const ValueSetTable& set, const ExpandOptions& options) {
    Expansion out;
    Expander expander(store, options.most);
    expander.each(set, [&](const Member& member) {
        const bool is_asked_for = options.filter.empty() || display_holds(member.code, options.filter) ||
                                  display_holds(member.display, options.filter);
        const bool is_out = (options.active_only && member.is_inactive) ||
                            (options.without_deprecated && member.is_deprecated) ||
                            (options.selectable_only && member.is_abstract);
        if (!is_asked_for || is_out) {
            return;
        }
        if (out.total >= options.offset && out.members.size() < options.count) {
            out.members.push_back(member);
        }
        ++out.total;
    });
    out.unchecked = expander.unchecked();
    return out;
}

} // namespace renkei::terminology
