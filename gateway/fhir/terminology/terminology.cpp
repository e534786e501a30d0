#include "gateway/fhir/terminology/terminology.h"

#include "gateway/fhir/terminology/check.h"
#include "gateway/fhir/terminology/compiled_tables.h"

namespace renkei::terminology {

class Terminology::Local {
public:
    explicit Local(std::unique_ptr<ValueSetTable> table) : table_(std::move(table)) {}
    const ValueSetTable& table() const { return *table_; }

private:
    std::unique_ptr<ValueSetTable> table_;
};

namespace {

// A set that is not loaded has no name: report the requested one.
MembershipResult named(MembershipResult membership, std::string_view canonical) {
    if (membership.unchecked.why == Unchecked::value_set_absent && membership.unchecked.about.empty()) {
        membership.unchecked.about = canonical;
    }
    return membership;
}

// Which of two codes is the wider one. Only a hierarchy that means is-a says what subsumes what.
Subsumption subsumption(CompiledTables& store, std::string_view system, std::string_view code_a,
                        std::string_view code_b) {
    const FoundTable found = store.code_system(system, {});
    if (found.table == nullptr) {
        return Subsumption::unknown;
    }
    const CodeTable& table = *found.table;
    const std::uint32_t a = table.find(code_a);
    const std::uint32_t b = table.find(code_b);
    if (a == no_row || b == no_row) {
        return Subsumption::unknown;
    }
    if (table.rows()[a].code == table.rows()[b].code) {
        return Subsumption::equivalent;
    }
    if (!table.has_is_a_hierarchy()) {
        return Subsumption::unknown;
    }
    if (table.ancestors(b)[a]) {
        return Subsumption::subsumes;
    }
    if (table.ancestors(a)[b]) {
        return Subsumption::subsumed_by;
    }
    return table.is_complete() ? Subsumption::not_subsumed : Subsumption::unknown;
}

} // namespace

Terminology::Terminology(const packages::Library& library)
    : compiled_(std::make_unique<CompiledTables>(library)) {}
Terminology::~Terminology() = default;

ValueSetHandle Terminology::value_set(std::string_view canonical) const {
    return compiled_->value_set(canonical);
}

bool Terminology::has_value_set(std::string_view canonical) const {
    return value_set(canonical)->unchecked.why != Unchecked::value_set_absent;
}

bool Terminology::has_code_system(std::string_view canonical) const {
    const packages::Canonical name = packages::canonical(canonical);
    const DefinitionIndex& sources = compiled_->sources();
    // first as it stands: some of HL7's own tables are named v2-0006|2.1
    return sources.find("CodeSystem", canonical, {}) || sources.find("CodeSystem", name.url, name.version);
}

bool Terminology::is_supplement(std::string_view canonical) const {
    return compiled_->sources().is_supplement(packages::canonical(canonical).url);
}

MembershipResult Terminology::validate(ValueSetHandle set, const Coding& coding,
                                       const CodeOptions& options) const {
    return check_member(*compiled_, *set, coding, options);
}

MembershipResult Terminology::validate(std::string_view value_set_url, const Coding& coding,
                                       const CodeOptions& options) const {
    return named(validate(value_set(value_set_url), coding, options), value_set_url);
}

MembershipResult Terminology::validate_code(ValueSetHandle set, std::string_view code) const {
    return check_bare_code(*compiled_, *set, code);
}

MembershipResult Terminology::validate_code(std::string_view value_set_url, std::string_view code) const {
    return named(validate_code(value_set(value_set_url), code), value_set_url);
}

ConceptResult Terminology::validate(ValueSetHandle set, std::span<const Coding> codings,
                                    const CodeOptions& options) const {
    ConceptResult out{.member = Tristate::no, .codings = {}};
    for (const Coding& coding : codings) {
        out.codings.push_back(validate(set, coding, options));
        const Tristate one = out.codings.back().member;
        if (one == Tristate::yes || (one == Tristate::unknown && out.member == Tristate::no)) {
            out.member = one;
        }
    }
    return out;
}

std::shared_ptr<const Terminology::Local> Terminology::local(const json::Tree& tree,
                                                             json::NodeId value_set) const {
    return std::make_shared<const Local>(compiled_->compile_local(tree, value_set));
}

ValueSetHandle Terminology::handle(const Local& local) const { return &local.table(); }

CodeCheck Terminology::in_code_system(const Coding& coding, const CodeOptions& options) const {
    return check_code(*compiled_, coding, options);
}

std::vector<Designation> Terminology::right_displays(const Coding& coding, const CodeOptions& options) const {
    return terminology::right_displays(*compiled_, coding, options);
}

Subsumption Terminology::subsumes(std::string_view system, std::string_view code_a,
                                  std::string_view code_b) const {
    return subsumption(*compiled_, system, code_a, code_b);
}

} // namespace renkei::terminology
