// Changes that express the same content as other programs do; they make the kit's foreign bundles.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/document.h"
#include "gateway/forms/catalogue/catalogue.h"

#include <string>
#include <string_view>

namespace renkei::conform {

using BundleEdit = void (*)(json::Document& bundle, const catalogue::Catalogue& catalogue);

// In another order, with other ids, references as Type/id.
void edit_order(json::Document& bundle, const catalogue::Catalogue& catalogue);
// A resource to which only one other resource refers is contained in that one.
void edit_contained(json::Document& bundle, const catalogue::Catalogue& catalogue);
// More codings, extensions, identifiers and resources; narratives in another layout.
void edit_extra(json::Document& bundle, const catalogue::Catalogue& catalogue);
// The same values in narratives of another layout.
void edit_narrative(json::Document& bundle, const catalogue::Catalogue& catalogue);
// The local coding is gone where a translation says the same.
void edit_translated(json::Document& bundle, const catalogue::Catalogue& catalogue);
// The sender's name has letters that CP932 lacks. CP932 has similar letters for the first edit, and none for
// the second.
void edit_best_fit(json::Document& bundle, const catalogue::Catalogue& catalogue);
void edit_unencodable(json::Document& bundle, const catalogue::Catalogue& catalogue);
// The Composition has the status entered-in-error.
void edit_withdrawn(json::Document& bundle, const catalogue::Catalogue& catalogue);

diag::Result<std::string> edited_bundle(std::string_view bundle, BundleEdit edit,
                                        const catalogue::Catalogue& catalogue);

// An input that is made of the bundle of another case of the same form.
struct EditedInput {
    std::string_view name; // the end of its case's id
    std::string_view base; // that of the other case
    BundleEdit edit;
};
// Null if the input of this case is not made from another case.
const EditedInput* edited_input(std::string_view case_id);
// "tea-foreign-order" → "tea-hard-characters"
std::string base_of(std::string_view case_id, const EditedInput& input);

} // namespace renkei::conform
