// What a page is compiled with: where items are at home in the example, codes that people read behind the
// words that they stand for, and printed names without what stands before them already.
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

struct Separated {
    std::string_view rest;
    bool found = false;
};

// "食事制限の内容" behind "食事制限" is 内容. Without a separator the name is left whole.
Separated name_behind(std::string_view name, std::string_view begin);
// What all of the names begin with, up to a whole character and without a bracket that it would open or what
// separates it from the rest.
std::string_view common_begin(const std::vector<std::string_view>& names);
// Before the first colon: 医療処置 of 医療処置：点滴.
std::string_view head_of(std::string_view name);

} // namespace renkei::mapping
