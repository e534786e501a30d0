#include "gateway/fhir/validate/terminology/bindings.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"
#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {
namespace {

using fhirpath::Item;

class CheckEnvironment : public fhirpath::Environment {
public:
    explicit CheckEnvironment(ValidationRun& validation)
        : Environment(validation.r4()),
          validation_(validation) {}

    std::optional<Item> resolve(const Item& from, std::string_view reference) override {
        if (!is_of_document(from)) {
            return std::nullopt;
        }
        const auto target = validation_.document().resolve(from.place(), reference);
        if (!target) {
            return std::nullopt;
        }
        return validation_.expressions().item({target->resource, no_node},
                                              validation_.document().type_of(target->resource));
    }

    definitions::Tristate member_of(const Item& item, std::string_view value_set) override {
        const auto& terminology = validation_.context().terminology();
        if (is_of_document(item)) {
            return item.value_node() == no_node ? definitions::Tristate::no
                                                : validate::member_of(validation_, item.value_node(),
                                                                      terminology.value_set(value_set));
        }
        return item.kind() == fhirpath::ItemKind::string
                   ? terminology.validate_code(value_set, item.as_string()).member
                   : definitions::Tristate::unknown;
    }

    definitions::Tristate conforms_to(const Item& item, std::string_view profile) override {
        const StructurePlan* plan = validation_.plan(profile);
        if (plan == nullptr || !is_of_document(item)) {
            return definitions::Tristate::unknown;
        }
        if (plan->type && item.type() && !validation_.r4().is_a(item.type(), plan->type)) {
            return definitions::Tristate::no;
        }
        return validation_.conforms_reentrant({item.value_node(), item.sibling()}, item.type(), *plan)
                   ? definitions::Tristate::yes
                   : definitions::Tristate::no;
    }

    definitions::Tristate subsumes(const Item& general, const Item& special) override {
        if (!is_of_document(general) || !is_of_document(special)) {
            return definitions::Tristate::unknown;
        }
        const terminology::Coding a = coding_of(validation_.document(), general.value_node());
        const terminology::Coding b = coding_of(validation_.document(), special.value_node());
        if (a.system.empty() || a.system != b.system) {
            return definitions::Tristate::unknown;
        }
        switch (validation_.context().terminology().subsumes(a.system, a.code, b.code)) {
        case terminology::Subsumption::equivalent:
        case terminology::Subsumption::subsumes: return definitions::Tristate::yes;
        case terminology::Subsumption::subsumed_by:
        case terminology::Subsumption::not_subsumed: return definitions::Tristate::no;
        case terminology::Subsumption::unknown: break;
        }
        return definitions::Tristate::unknown;
    }

private:
    bool is_of_document(const Item& item) const {
        return item.is_node() && !item.is_nothing() && validation_.tree().is(item.tree());
    }

    ValidationRun& validation_;
};

} // namespace

std::unique_ptr<fhirpath::Environment> make_environment(ValidationRun& validation) {
    return std::make_unique<CheckEnvironment>(validation);
}

} // namespace renkei::validate
