#include "gateway/fhir/terminology/compile_value_set.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/terminology/filter.h"

#include <algorithm>
#include <functional>
#include <string>

namespace renkei::terminology {
namespace {

constexpr std::size_t max_systems = 256;
constexpr std::size_t max_rows = 8'000'000; // that the filters of one value set may look at

class Compiler {
public:
    Compiler(CompiledTables& store, const json::Tree& tree, ValueSetTable& out)
        : compiled_(store),
          tree_(tree),
          out_(out) {}

    void value_set(json::NodeId node) {
        out_.url = keep(text_of(tree_, node, "url"));
        out_.version = keep(text_of(tree_, node, "version"));
        const json::NodeId compose = tree_.child(node, "compose");
        const json::NodeId expansion = tree_.child(node, "expansion");
        if (compose != json::no_node && tree_[compose].is_object()) {
            read_compose(compose);
        } else if (expansion != json::no_node && tree_[expansion].is_object()) {
            read_expansion(expansion);
        } else {
            out_.unchecked = {Unchecked::value_set_undefined, out_.url};
        }
    }

    // Texts of the definition stay where they are; what was written with escapes is copied.
    std::string_view keep(std::string_view text) {
        const std::string_view input = tree_.input();
        const std::less_equal<const char*> before;
        const bool is_in_input = before(input.data(), text.data()) &&
                                 before(text.data() + text.size(), input.data() + input.size());
        return text.empty() || is_in_input ? text : out_.arena.keep(text);
    }

    void add_filter(const Filter& filter, ValueSetPart& out) {
        if (out.unchecked.why == Unchecked::filter_not_supported ||
            out.unchecked.why == Unchecked::too_costly) {
            return;
        }
        rows_looked_at_ += out.table->rows().size();
        if (rows_looked_at_ > max_rows) {
            out.unchecked = {Unchecked::too_costly, out_.url};
            out.rows.clear();
            return;
        }
        const auto rows = rows_of(*out.table, filter);
        if (!rows) {
            const std::string text =
                std::string(filter.property) + " " + std::string(filter.op) + " " + std::string(filter.value);
            out.unchecked = {Unchecked::filter_not_supported, out_.arena.keep(text)};
            out.rows.assign(out.rows.size(), false);
            return;
        }
        for (std::size_t row = 0; row < rows->size(); ++row) {
            out.rows[row] = out.rows[row] && (*rows)[row];
        }
    }

    void add_systems(const ValueSetPart& part) {
        if (!part.system.empty()) {
            add_system(part.system);
            return;
        }
        out_.knows_all_systems &= !part.import_gap && !part.unchecked;
        for (const ValueSetTable* import : part.imports) {
            out_.knows_all_systems &= import->knows_all_systems && !import->unchecked;
            std::ranges::for_each(import->systems, [this](std::string_view system) { add_system(system); });
        }
    }

private:
    void read_compose(json::NodeId compose) {
        const json::NodeId inactive = tree_.child(compose, "inactive");
        out_.without_inactive =
            inactive != json::no_node && tree_[inactive].kind == json::ValueKind::false_value;
        for (const json::NodeId include : items(tree_, compose, "include")) {
            out_.includes.push_back(part(include));
            add_systems(out_.includes.back());
        }
        for (const json::NodeId exclude : items(tree_, compose, "exclude")) {
            out_.excludes.push_back(part(exclude));
        }
    }

    ValueSetPart part(json::NodeId node) {
        ValueSetPart out{.system = keep(text_of(tree_, node, "system")),
                         .version = keep(text_of(tree_, node, "version"))};
        for (const json::NodeId import : items(tree_, node, "valueSet")) {
            read_import(tree_[import].is_string() ? keep(tree_.text(import)) : std::string_view(), out);
        }
        if (out.system.empty()) {
            if (out.imports.empty() && !out.import_gap) {
                out.unchecked = {Unchecked::value_set_undefined, out_.url};
            }
            return out;
        }
        const FoundTable found = compiled_.code_system(out.system, out.version);
        out.table = found.table;
        out.unchecked = found.unchecked;
        out.unchecked.about = found.unchecked ? out.system : std::string_view();
        const auto concepts = items(tree_, node, "concept");
        const auto filters = items(tree_, node, "filter");
        if (concepts.begin() != concepts.end()) {
            out.kind = ValueSetPartKind::listed;
            out.unchecked = {};
            read_listed(concepts, out);
        } else if (filters.begin() != filters.end()) {
            out.kind = ValueSetPartKind::filtered;
            read_filters(filters, out);
        } else {
            out.kind = ValueSetPartKind::whole;
        }
        return out;
    }

    void read_import(std::string_view canonical, ValueSetPart& out) {
        UncheckedReason unchecked;
        const ValueSetTable* set = compiled_.import(canonical, unchecked);
        if (unchecked) {
            out.import_gap = {unchecked.why, canonical};
        }
        if (set != nullptr) {
            out.imports.push_back(set);
        }
    }

    void read_listed(json::Tree::Children concepts, ValueSetPart& out) {
        for (const json::NodeId it : concepts) {
            out.listed.push_back({keep(text_of(tree_, it, "code")), keep(text_of(tree_, it, "display"))});
        }
        index_listed(out);
    }
    static void index_listed(ValueSetPart& out) {
        const bool ignores = out.table != nullptr && out.table->with_case() == CaseSensitivity::ignored;
        out.index =
            CodeIndex(ignores ? CaseSensitivity::ignored : CaseSensitivity::counts, out.listed.size());
        for (std::uint32_t n = 0; n < out.listed.size(); ++n) {
            out.index.insert(n, [&](std::uint32_t at) { return out.listed[at].code; });
        }
    }

    void read_filters(json::Tree::Children filters, ValueSetPart& out) {
        if (out.table == nullptr) {
            return;
        }
        out.rows.assign(out.table->rows().size(), true);
        for (const json::NodeId it : filters) {
            add_filter(
                {text_of(tree_, it, "property"), text_of(tree_, it, "op"), text_of(tree_, it, "value")}, out);
        }
    }

    void add_system(std::string_view system) {
        if (std::ranges::find(out_.systems, system) != out_.systems.end()) {
            return;
        }
        if (out_.systems.size() == max_systems) {
            out_.knows_all_systems = false;
            return;
        }
        out_.systems.push_back(system);
    }

    // A set that only says what its members are.
    void read_expansion(json::NodeId expansion) {
        const json::NodeId total = tree_.child(expansion, "total");
        std::size_t members = 0;
        const bool fits = read_contains(expansion, members);
        for (ValueSetPart& part : out_.includes) {
            index_listed(part);
            add_system(part.system);
        }
        const bool is_cut = total != json::no_node && tree_.text(total) != std::to_string(members);
        if (!fits || is_cut ||
            tree_.child(expansion, "extension") != json::no_node) { // too costly, or unclosed
            out_.knows_all_systems = false;
            out_.includes.push_back({.unchecked = {Unchecked::too_costly, out_.url}});
        }
    }
    // false: codes of too many systems
    bool read_contains(json::NodeId parent, std::size_t& members) {
        for (const json::NodeId it : items(tree_, parent, "contains")) {
            const std::string_view code = text_of(tree_, it, "code");
            ++members;
            if (!code.empty() && !is_true(tree_, it, "abstract")) {
                ValueSetPart* part = expansion_part(keep(text_of(tree_, it, "system")));
                if (part == nullptr) {
                    return false;
                }
                part->listed.push_back({keep(code), keep(text_of(tree_, it, "display"))});
            }
            if (!read_contains(it, members)) {
                return false;
            }
        }
        return true;
    }
    ValueSetPart* expansion_part(std::string_view system) {
        const auto known = std::ranges::find(out_.includes, system, &ValueSetPart::system);
        if (known != out_.includes.end()) {
            return &*known;
        }
        if (out_.includes.size() == max_systems) {
            return nullptr;
        }
        ValueSetPart part{.kind = ValueSetPartKind::listed, .system = system};
        part.table = compiled_.code_system(system, {}).table;
        out_.includes.push_back(std::move(part));
        return &out_.includes.back();
    }

    CompiledTables& compiled_;
    const json::Tree& tree_;
    ValueSetTable& out_;
    std::size_t rows_looked_at_ = 0;
};

} // namespace

std::unique_ptr<ValueSetTable> compile_value_set(CompiledTables& store, const json::Tree& tree,
                                                 json::NodeId value_set) {
    auto out = std::make_unique<ValueSetTable>();
    Compiler(store, tree, *out).value_set(value_set);
    out->published = store.r4().value_set(out->url);
    return out;
}

std::unique_ptr<ValueSetTable> compile_implicit(CompiledTables& store, std::string_view url,
                                                std::string_view system, std::string_view is_a) {
    auto out = std::make_unique<ValueSetTable>();
    const json::Tree no_tree;
    Compiler compiler(store, no_tree, *out);
    out->url = out->arena.keep(url);
    ValueSetPart part{.kind = is_a.empty() ? ValueSetPartKind::whole : ValueSetPartKind::filtered,
                      .system = out->arena.keep(system)};
    const FoundTable found = store.code_system(system, {});
    part.table = found.table;
    part.unchecked = found.unchecked;
    part.unchecked.about = found.unchecked ? part.system : std::string_view();
    if (part.kind == ValueSetPartKind::filtered && part.table != nullptr) {
        part.rows.assign(part.table->rows().size(), true);
        compiler.add_filter({"concept", "is-a", is_a}, part);
    }
    out->includes.push_back(std::move(part));
    compiler.add_systems(out->includes.back());
    return out;
}

} // namespace renkei::terminology
