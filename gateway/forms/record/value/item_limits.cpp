#include "gateway/forms/record/value/item_limits.h"

#include "gateway/core/base/number.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/record/value/lexical.h"

#include <optional>

namespace renkei::record {

static bool is_in_range(const form::Form& form, const form::Item& item, std::string_view text) {
    const std::optional<base::Number> number = base::Number::of(text);
    const std::optional<base::Number> min = base::Number::of(form.text(item.min));
    const std::optional<base::Number> max = base::Number::of(form.text(item.max));
    return (!min || (number && *min <= *number)) && (!max || (number && *number <= *max));
}

bool may_hold(const form::Form& form, const form::Item& item, std::string_view text) {
    return is_canonical(form, item, text) && is_in_range(form, item, text) &&
           (item.max_length == 0 || text::count_characters(text) <= item.max_length) &&
           (item.pattern.empty() || form::TextPattern(form.text(item.pattern)).matches(text));
}

} // namespace renkei::record
