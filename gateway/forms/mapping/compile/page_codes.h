// Where items are at home in the example, and codes that people read behind the words that they stand for.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <optional>
#include <string_view>
#include <vector>

namespace renkei::mapping {

const ExampleNode* field_of(const ExampleNode& object, std::string_view name); // null: it has none
// The one item whose home this is.
std::optional<ItemId> home_of(const ExampleNode* node);
bool is_type(const ExampleNode& node, std::string_view type, const definitions::R4Definitions& r4);

// A code that no list of ours has words for, as of a disease, a medicine or a test.
struct CodeOfWords {
    ItemId code;
    ItemId words;
};
// The words are the display of the Coding, else the text of the CodeableConcept around it, else that of the
// entry's first one.
std::vector<CodeOfWords> codes_of_words(const ExampleEntry& entry, const form::Tables& tables,
                                        const definitions::R4Definitions& r4);

} // namespace renkei::mapping
