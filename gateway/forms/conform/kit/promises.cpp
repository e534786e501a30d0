#include "gateway/forms/conform/kit/promises.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/kit/conform_kit.h"
#include "generated/messages/conform.h"

namespace renkei::conform {
bool Promise::is_of(std::string_view form) const {
    for (std::string_view rest = forms; !rest.empty();) {
        const std::string_view each = text::next_part(rest, ',');
        if (each == "*" || each == form) {
            return true;
        }
    }
    return false;
}

diag::Result<Promises> Promises::read(const std::filesystem::path& kit,
                                      const definitions::R4Definitions& r4) {
    Promises out(r4);
    constexpr std::size_t columns = 5;
    TRY(std::vector<KitTableRow> rows, read_kit_table(kit / "promises.tsv", columns));
    for (KitTableRow& row : rows) {
        std::vector<std::string>& cells = row.cells;
        TRY(fhirpath::Expression expression,
            fhirpath::compile(cells[2], r4,
                              {.checks = fhirpath::Checks::names, .context = r4.type("Bundle")}));
        out.all_.push_back({.id = std::move(cells[0]),
                            .forms = std::move(cells[1]),
                            .expression = std::move(expression),
                            .why = std::move(cells[3]),
                            .counterexample = std::move(cells[4])});
    }
    return out;
}

bool Promises::holds(const Promise& promise, const json::Tree& bundle) {
    const auto truth =
        evaluator_.is_true(promise.expression, {.context = fhirpath::resource_item(*r4_, bundle)});
    return truth && *truth == fhirpath::InvariantResult::yes;
}

void Promises::check(std::string_view form, const json::Tree& bundle, diag::Report& report) {
    for (const Promise& promise : all_) {
        if (promise.is_of(form) && !holds(promise, bundle)) {
            report.add(message::conform_promise_broken, json::where(bundle, json::Tree::root),
                       {promise.id, promise.why, promise.expression.text()});
        }
    }
}

} // namespace renkei::conform
