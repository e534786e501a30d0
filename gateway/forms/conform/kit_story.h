// The sentences and choices of a scenario, with the values of a record.
#pragma once

#include "gateway/forms/conform/kit_record.h"
#include "gateway/forms/conform/kit_scenarios.h"
#include "gateway/forms/conform/scenario_kit.h"
#include "gateway/forms/form/form.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace renkei::conform {

// The item at a place ("medicine[0].name"); `node` names it.
diag::Result<const form::Item*> item_at(const form::Form& form, const yaml::Node& node,
                                        const std::string& place);

// As a person would write the value of an item.
enum class StoryLanguage : std::uint8_t { japanese, english };
std::string spoken_value(const form::Form& form, const form::Item& item, const std::string& value,
                         StoryLanguage language);

// Replaces {place} by its value and {!place} by nothing; both are named in `places`.
diag::Result<std::string> filled_story(const yaml::Node& story, const form::Form& form,
                                       const RecordLines& record, StoryLanguage language,
                                       std::set<std::string>& places);

// What may be answered to a question; none: anything.
diag::Result<std::vector<ScenarioChoice>> choices_of(const yaml::Node& question, const form::Form& form);

// The items of the form that a question asks for; none: it asks for the documents themselves.
diag::Result<std::vector<std::string>> items_of(const yaml::Node& question, const form::Form& form);

} // namespace renkei::conform
