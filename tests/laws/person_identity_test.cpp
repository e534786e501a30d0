// An identifier of a person is that of one person: its system and value together say who gave the number.
#include "generated/messages/conversion.h"

#include "tests/laws/compare.h"
#include "tests/laws/document.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::laws::person_identity_test {
namespace {

using mapping::ExampleNode;
using mapping::NodeKind;

const ExampleNode* field(const ExampleNode& object, std::string_view name) {
    const auto found = std::ranges::find_if(object.fields, [&](const mapping::Field& each) {
        return each.name == name && each.instead_of.empty();
    });
    return found == object.fields.end() ? nullptr : &found->value;
}

// The items that number a person, as the Patient's identifiers name them.
struct Numbers {
    form::ItemId insurer = form::none;
    form::ItemId insured = form::none;
    form::ItemId local = form::none;
    std::vector<form::ItemId> givers; // numbers of those that may have given the local number
};

Numbers numbers_of(const LoadedForm& form) {
    Numbers out;
    for (const mapping::ExampleEntry& entry : form.example.entries) {
        const ExampleNode* const all = field(entry.resource, "identifier");
        if (entry.type != "Patient" || all == nullptr) {
            continue;
        }
        for (const ExampleNode& each : all->elements) {
            const ExampleNode* const system = field(each, "system");
            const ExampleNode* const value = field(each, "value");
            if (system == nullptr || value == nullptr || value->kind != NodeKind::hole) {
                continue;
            }
            if (system->is_constant() && system->text.ends_with("/kaigo-member-id") &&
                value->parts.size() == 2) {
                out.insurer = value->parts[0].item;
                out.insured = value->parts[1].item;
            } else if (mapping::is_declared(system->view) && !value->derived()) {
                out.local = value->parts[0].item;
                std::ranges::transform(system->parts, std::back_inserter(out.givers), &mapping::Part::item);
            }
        }
    }
    return out;
}

std::string text(const record::Record& record, form::ItemId item) {
    return item == form::none ? std::string()
                              : std::string(record.value(record.root(), record.form().items()[item]).text());
}

// system and value of every identifier of the Patient that has both
std::set<std::pair<std::string, std::string>> identifiers(const std::string& bundle) {
    std::set<std::pair<std::string, std::string>> out;
    const Json document = parse(bundle);
    for (const Json& entry : document.find("entry")->elements) {
        const Json* const resource = entry.find("resource");
        const Json* const all = resource->find("identifier");
        if (resource->text_of("resourceType") != "Patient" || all == nullptr) {
            continue;
        }
        for (const Json& each : all->elements) {
            if (!each.text_of("system").empty() && !each.text_of("value").empty()) {
                out.emplace(each.text_of("system"), each.text_of("value"));
            }
        }
    }
    return out;
}

TEST(Person, every_form_says_who_numbers_its_person) {
    for (const LoadedForm& form : all_forms()) {
        const Numbers numbers = numbers_of(form);
        EXPECT_TRUE(form.form().is_foreign() || numbers.insurer != form::none || !numbers.givers.empty())
            << form.folder;
    }
}

TEST(Person, records_of_two_insurers_share_no_identifier_that_an_insurer_gave) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const Numbers numbers = numbers_of(lens.loaded());
            if (text(record, numbers.insurer).empty() || text(record, numbers.insured).empty()) {
                return "";
            }
            if (numbers.local != form::none) {
                record.unset(record.root(), lens.form().items()[numbers.local]);
            }
            const auto first = identifiers(lens.fill(record));
            const bool is_other = text(record, numbers.insurer) != "990010";
            record.set(record.root(), lens.form().items()[numbers.insurer], is_other ? "990010" : "990028");
            const auto second = identifiers(lens.fill(record));
            for (const auto& each : first) {
                if (second.contains(each)) {
                    return each.first + "|" + each.second + " is of both";
                }
            }
            return first.empty() || second.empty() ? "no identifier" : "";
        },
        {.every = 4});
}

TEST(Person, an_identifier_names_who_gave_it) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const Numbers numbers = numbers_of(lens.loaded());
            const std::string member = text(record, numbers.insurer) + ":" + text(record, numbers.insured);
            for (const auto& [system, value] : identifiers(lens.fill(record))) {
                const bool is_member = system.ends_with("/kaigo-member-id") && value == member;
                const bool is_local =
                    value == text(record, numbers.local) &&
                    std::ranges::any_of(numbers.givers, [&, &of = system](form::ItemId giver) {
                        return !text(record, giver).empty() && of.ends_with(text(record, giver));
                    });
                if (!is_member && !is_local) {
                    return system + "|" + value;
                }
            }
            return "";
        },
        {.every = 4, .forms = Forms::ours});
}

} // namespace
} // namespace renkei::laws::person_identity_test
