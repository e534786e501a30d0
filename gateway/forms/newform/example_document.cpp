#include "gateway/forms/newform/example_document.h"

#include "gateway/forms/newform/example_text.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/writer.h"

namespace renkei::newform {

std::string example_document(const form::Form& form, const form::Syntax& syntax) {
    const record::Rules rules(form, &syntax);
    const auto nowhere = [](const record::ItemLocation&) { return diag::Where(); };
    for (const Filled filled : {Filled::everything, Filled::what_must_be}) {
        record::Record record(form);
        fill_with_examples(record, filled);
        diag::Report report;
        rules.check(record, report, nowhere);
        std::string out;
        record::Writer(form, syntax).write(record, out, report);
        if (!report.at_least(diag::Severity::error)) {
            return out.substr(0, out.find_last_not_of('\n') + 1);
        }
    }
    return {};
}

} // namespace renkei::newform
