// A form as a page that is filled in, and what was filled in as its receiver will see it.
#pragma once

#include "gateway/forms/entry/filled_form.h"
#include "gateway/forms/html/boxes.h"
#include "gateway/forms/html/page.h"

#include <string>
#include <string_view>

namespace renkei::entry {

// Values of the button "act". Those of rows end with the name of the rows, or of the row.
inline constexpr std::string_view act_field = "act";
inline constexpr std::string_view preview_act = "preview";
inline constexpr std::string_view send_act = "send";
inline constexpr std::string_view save_act = "save"; // as a draft
inline constexpr std::string_view edit_act = "edit";
inline constexpr std::string_view add_act = "add:";
inline constexpr std::string_view drop_act = "drop:";

struct FormPage {
    std::string url{}; // to which it is sent
    std::string to{};  // to whom it goes, in words
    html::HiddenFields hidden{};
    std::string refusal{};                       // in words, of what was sent; beside the boxes
    std::string_view refused = "送っていません"; // what was not done then
    std::string notice{};                        // in words: what this page is begun from
    std::string below{};                         // HTML behind the form
    std::string added{};                         // rows that got one more: the first box of it has the focus
};

// Rows that are to be filled in must stand in the record.
std::string form_page(const mapping::Plan& plan, const FilledForm& filled, const FormPage& page,
                      const html::PageHead& head);
// Without errors. What was typed goes with it, to be sent or changed.
std::string preview_page(const mapping::Plan& plan, const FilledForm& filled, const FormPage& page,
                         const html::PageHead& head);

} // namespace renkei::entry
