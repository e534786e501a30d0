#include "gateway/fhir/validate/questionnaire/answer_order.h"

#include "gateway/core/base/decimal.h"
#include "gateway/core/time/moment.h"
#include "gateway/fhir/ucum/unit.h"

#include <fmt/format.h>

namespace renkei::validate {
namespace {

using base::Decimal;
using time::Moment;

template <class Ordering>
AnswerOrder order_of(Ordering ordering) {
    if (ordering == 0) {
        return AnswerOrder::equal;
    }
    return ordering < 0 ? AnswerOrder::less : AnswerOrder::greater;
}

AnswerOrder compare_decimals(std::string_view left, std::string_view right) {
    const auto a = Decimal::parse(left);
    const auto b = Decimal::parse(right);
    return a && b ? order_of(*a <=> *b) : AnswerOrder::unknown;
}

AnswerOrder compare_moments(const std::optional<Moment>& left, const std::optional<Moment>& right) {
    if (!left || !right) {
        return AnswerOrder::unknown;
    }
    switch (time::compare(*left, *right)) {
    case time::Order::less: return AnswerOrder::less;
    case time::Order::equal: return AnswerOrder::equal;
    case time::Order::greater: return AnswerOrder::greater;
    case time::Order::unknown: break;
    }
    return AnswerOrder::unknown;
}

// FHIRPath knows how units of UCUM convert.
std::optional<bool> holds(ValidationRun& validation, TreeNode left, std::string_view sign, TreeNode right) {
    const auto literal = [](TreeNode quantity) {
        return fmt::format("({} '{}')", quantity.text("value"), quantity.text("code"));
    };
    const auto expression =
        fhirpath::compile(fmt::format("{} {} {}", literal(left), sign, literal(right)), validation.r4());
    if (!expression) {
        return std::nullopt;
    }
    return validation.expressions().holds(*expression, {Tree::root, no_node},
                                          validation.document().type_of(Tree::root));
}

AnswerOrder compare_units(ValidationRun& validation, TreeNode left, TreeNode right) {
    if (holds(validation, left, "<", right).value_or(false)) {
        return AnswerOrder::less;
    }
    if (holds(validation, left, ">", right).value_or(false)) {
        return AnswerOrder::greater;
    }
    return holds(validation, left, "=", right).value_or(false) ? AnswerOrder::equal : AnswerOrder::unknown;
}

AnswerOrder compare_quantities(ValidationRun& validation, TreeNode left, TreeNode right) {
    if (has_formal_unit(left) != has_formal_unit(right)) {
        return AnswerOrder::unknown;
    }
    const std::string_view unit = has_formal_unit(left) ? "code" : "unit";
    if (left.text("system") == right.text("system") && left.text(unit) == right.text(unit)) {
        return compare_decimals(left.text("value"), right.text("value"));
    }
    const bool is_ucum = left.text("system") == ucum::system_url && right.text("system") == ucum::system_url;
    return is_ucum ? compare_units(validation, left, right) : AnswerOrder::unknown;
}

bool is_number(AnswerType type) { return type == AnswerType::decimal || type == AnswerType::integer; }
bool is_date(AnswerType type) { return type == AnswerType::date || type == AnswerType::date_time; }

// A code without a system is taken for the same code of any system: such a condition is about the code alone.
AnswerOrder compare_codings(TreeNode left, TreeNode right) {
    const std::string_view system = left.text("system");
    const std::string_view other = right.text("system");
    const bool same_system = system == other || system.empty() || other.empty();
    return same_system && left.text("code") == right.text("code") ? AnswerOrder::equal
                                                                  : AnswerOrder::different;
}

AnswerOrder compare_texts(std::string_view left, std::string_view right, bool has_order) {
    if (left == right) {
        return AnswerOrder::equal;
    }
    return has_order ? order_of(left <=> right) : AnswerOrder::different;
}

} // namespace

bool has_formal_unit(TreeNode quantity) {
    return !quantity.text("system").empty() && !quantity.text("code").empty();
}

AnswerOrder compare(ValidationRun& validation, const AnswerValue& left, const AnswerValue& right) {
    if (is_number(left.type) && is_number(right.type)) {
        return compare_decimals(left.node.text(), right.node.text());
    }
    if (is_date(left.type) && is_date(right.type)) {
        return compare_moments(Moment::date_time(left.node.text()), Moment::date_time(right.node.text()));
    }
    if (left.type != right.type) {
        return AnswerOrder::different;
    }
    switch (left.type) {
    case AnswerType::time:
        return compare_moments(Moment::time(left.node.text()), Moment::time(right.node.text()));
    case AnswerType::quantity: return compare_quantities(validation, left.node, right.node);
    case AnswerType::coding: return compare_codings(left.node, right.node);
    case AnswerType::reference:
        return compare_texts(left.node.text("reference"), right.node.text("reference"), false);
    case AnswerType::attachment:
    case AnswerType::none: return AnswerOrder::different;
    case AnswerType::boolean:
    case AnswerType::date:
    case AnswerType::date_time:
    case AnswerType::decimal:
    case AnswerType::integer:
    case AnswerType::string:
    case AnswerType::uri: break;
    }
    return compare_texts(left.node.text(), right.node.text(), has_order(left.type));
}

} // namespace renkei::validate
