#include "gateway/validate/environment.h"

#include "gateway/validate/bindings.h"

namespace renkei::validate {
namespace {

using fhirpath::Item;

class CheckEnvironment : public fhirpath::Environment {
public:
    explicit CheckEnvironment(Check& check)
        : Environment(check.defs())
        , check_(check) {}

    std::optional<Item> resolve(const Item& from, std::string_view reference) override {
        if (!is_of_document(from)) {
            return std::nullopt;
        }
        const auto target = check_.document().resolve(from.place(), reference);
        if (!target) {
            return std::nullopt;
        }
        return check_.item({target->resource, json::no_node}, check_.document().type_of(target->resource));
    }

    defs::Answer member_of(const Item& item, std::string_view value_set) override {
        const auto& terms = check_.knowledge().terms();
        if (is_of_document(item)) {
            return item.value_node() == json::no_node
                       ? defs::Answer::no
                       : validate::member_of(check_, item.value_node(), terms.value_set(value_set));
        }
        return item.kind() == fhirpath::Kind::string ? terms.validate_code(value_set, item.as_string()).member
                                                     : defs::Answer::unknown;
    }

    defs::Answer conforms_to(const Item& item, std::string_view profile) override {
        const StructurePlan* plan = check_.plan(profile);
        if (plan == nullptr || !is_of_document(item)) {
            return defs::Answer::unknown;
        }
        if (plan->type && item.type() && !check_.defs().is_a(item.type(), plan->type)) {
            return defs::Answer::no;
        }
        return check_.conforms_meanwhile({item.value_node(), item.sibling()}, item.type(), *plan) ? defs::Answer::yes
                                                                                        : defs::Answer::no;
    }

    defs::Answer subsumes(const Item& general, const Item& special) override {
        if (!is_of_document(general) || !is_of_document(special)) {
            return defs::Answer::unknown;
        }
        const terms::Coding a = coding_of(check_.document(), general.value_node());
        const terms::Coding b = coding_of(check_.document(), special.value_node());
        if (a.system.empty() || a.system != b.system) {
            return defs::Answer::unknown;
        }
        switch (check_.knowledge().terms().subsumes(a.system, a.code, b.code)) {
        case terms::Subsumption::equivalent:
        case terms::Subsumption::subsumes:
            return defs::Answer::yes;
        case terms::Subsumption::subsumed_by:
        case terms::Subsumption::not_subsumed:
            return defs::Answer::no;
        case terms::Subsumption::unknown:
            break;
        }
        return defs::Answer::unknown;
    }

private:
    bool is_of_document(const Item& item) const {
        return item.is_node() && !item.is_nothing() && &item.tree() == &check_.tree();
    }

    Check& check_;
};

} // namespace

std::unique_ptr<fhirpath::Environment> make_environment(Check& check) {
    return std::make_unique<CheckEnvironment>(check);
}

} // namespace renkei::validate
