#include "tests/conform/foreign.h"

#include "gateway/forms/conform/kit/bundle_edits.h"

#include "tests/conform/kit.h"

#include <algorithm>
#include <array>
#include <map>

namespace renkei::test {
namespace {

using laws::Json;

std::vector<Json>& entries(Json& bundle) { return bundle.find("entry")->elements; }
Json& resource(Json& entry) { return *entry.find("resource"); }

// Of a person, of a plan, and of a service: some forms know the person by number only.
constexpr std::array<const char*, 2> own_dates{"birthDate", "created"};
constexpr std::array<const char*, 3> own_periods{"period", "occurrencePeriod", "performedPeriod"};

} // namespace

void other_narrative(Json& bundle) { bundle = laws::parse(by(conform::edit_narrative)(laws::dump(bundle))); }

void more_around(Json& bundle) {
    bundle = laws::parse(by(conform::edit_extra)(laws::dump(bundle)));
    std::erase_if(entries(bundle),
                  [](Json& entry) { return resource(entry).text_of("resourceType") == "Immunization"; });
}

void without_some(Json& bundle) {
    std::size_t number = 0;
    for (Json& entry : entries(bundle)) {
        Json& each = resource(entry);
        if (each.text_of("resourceType") == "Composition" || ++number % 3 != 0) {
            continue;
        }
        std::erase_if(each.fields, [](const auto& field) {
            return field.first.starts_with("value") || field.first == "name" || field.first == "identifier" ||
                   field.first == "quantity" || field.first == "input" ||
                   std::ranges::find(own_dates, field.first) != own_dates.end();
        });
    }
}

void altered(Json& bundle) {
    std::map<std::string, std::string> others; // per code system: a code that stands elsewhere
    for (Json& entry : entries(bundle)) {
        Json& each = resource(entry);
        for (const char* date : {own_dates[0], own_dates[1], "date"}) { // the last: of the Composition
            if (Json* written = each.find(date); written != nullptr) {
                written->text = "1901-02-03";
            }
        }
        for (const char* period : own_periods) {
            Json* const written = each.find(period);
            Json* const start = written == nullptr ? nullptr : written->find("start");
            if (start != nullptr) {
                start->text = "1901-02-03";
            }
        }
        if (Json* const restriction = each.find("restriction"); restriction != nullptr) { // of a Task
            restriction->find("period")->find("start")->text = "1901-02-03";
        }
        if (Json* const events = each.find("event"); events != nullptr) { // of the Composition
            for (Json& event : events->elements) {
                if (Json* const period = event.find("period"); period != nullptr) {
                    period->find("start")->text = "1901-02-03";
                }
            }
        }
        Json* value = each.find("valueCodeableConcept");
        Json* coding = value == nullptr ? nullptr : value->find("coding");
        if (coding != nullptr) {
            std::string& code = coding->elements.front().find("code")->text;
            std::string& other = others[std::string(coding->elements.front().text_of("system"))];
            std::swap(code, other);
            code += code.empty() ? other : "";
        }
    }
}

BundleEdit by(void (*edit)(Json&)) {
    return [edit](const std::string& bundle) {
        Json json = laws::parse(bundle);
        edit(json);
        return laws::dump(json) + "\n";
    };
}

BundleEdit by(conform::BundleEdit edit) {
    return [edit](const std::string& bundle) {
        return conform::edited_bundle(bundle, edit, catalogue()).value() + "\n";
    };
}

} // namespace renkei::test
