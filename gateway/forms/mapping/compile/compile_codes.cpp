// Finished JSON for every row of every code list, so that writing a code copies bytes.
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/plan/absent_reason.h"

namespace renkei::mapping {
namespace {

std::string coding(const std::string& system, const std::string& code, const std::string& display) {
    std::string out = "{\"system\":" + json_string(system) + ",\"code\":" + json_string(code);
    if (!display.empty()) {
        out += ",\"display\":" + json_string(display);
    }
    return out + "}";
}

} // namespace

void compile_codes(PlanTables& plan) {
    for (const form::CodeList& list : plan.tables.lists) {
        for (std::uint32_t r = 0; r < list.rows; ++r) {
            const form::CodeRow& row = plan.tables.list_rows[list.first_row + r];
            const std::string local =
                coding(plan.stored(list.system), plan.stored(row.fhir), plan.stored(row.display));
            std::string all = local;
            CodeText text;
            for (std::uint32_t t = 0; t < list.translations; ++t) {
                const form::FurtherCoding& translation = plan.tables.translations[list.first_translation + t];
                if (translation.row != CodeRowId(r)) {
                    continue;
                }
                const std::string system = plan.stored(translation.system);
                all += "," + coding(system, plan.stored(translation.code), plan.stored(translation.display));
                if (system == absent_reason_system) {
                    text.reason = plan.text(json_string(plan.stored(translation.code)));
                }
            }
            text.coding = plan.text(local);
            text.codings = plan.text(all);
            text.code = plan.text(json_string(plan.stored(row.fhir)));
            text.display = plan.text(json_text(plan.stored(row.display)));
            text.shown = plan.text(narrative_text(plan.stored(row.display)));
            if (!row.absent.empty()) {
                text.absent =
                    plan.text("\"coding\":[" + local + "," +
                              coding(std::string(absent_reason_system), plan.stored(row.absent), "") + "]");
            }
            plan.code_texts.push_back(text);
        }
    }
}

} // namespace renkei::mapping
