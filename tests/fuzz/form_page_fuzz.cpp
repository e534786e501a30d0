// Any bytes as what a browser sends of a form's page: it is read without harm, and what was read stands on
// the page as it will be read again.
#include "gateway/forms/entry/form_page.h"
#include "gateway/network/http/request_target.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"

namespace renkei::fuzz::form_page_fuzz {

FUZZ_TARGET(form_page)(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto sent = http::read_pairs(bytes, http::Lines::several);
    if (!sent) {
        return 0;
    }
    const entry::Fields typed = entry::without_empty_rows(*sent, "f.absent");
    for (const mapping::Plan& plan : fuzz::catalogue().plans()) {
        record::Record record(plan.form());
        entry::FilledForm filled(plan.form(), record);
        const std::string odd = filled.read(typed);
        const bool is_right = !filled.has_errors();
        filled.check(record::Rules(plan.form()));
        const entry::Fields shown = filled.fields();
        if (odd.empty() && is_right) {
            record::Record again(plan.form());
            entry::FilledForm same(plan.form(), again);
            require(same.read(shown).empty(), "a page sends boxes of its form");
            fuzz::require_same(record::canonical_text(record), record::canonical_text(again),
                               "what is shown is read as it was");
        }
        filled.add_first_rows();
        const html::PageHead head{.way_back = {{.url = "/forms", .text = "帳票をつくる"}}};
        require(!entry::form_page(plan, filled, {}, head).empty(), "there is a page");
    }
    return 0;
}

} // namespace renkei::fuzz::form_page_fuzz
