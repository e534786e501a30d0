#include "tests/forms/read_and_write.h"

namespace renkei::test {

std::string said(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        out += out.empty() ? "" : " | ";
        out += diag::row(each.message).id;
        out += each.item.empty() ? "" : " " + each.item;
        for (const std::string& arg : each.args) {
            out += " [" + arg + "]";
        }
    }
    return out;
}

ReadFile read_file(const forms::Form& form, const std::string& syntax, const std::string& bytes,
                   forms::ReadOptions options) {
    ReadFile out;
    diag::Report report;
    forms::Reader reader(form, *form.syntax(syntax), bytes, std::move(options));
    forms::Record record(form);
    while (reader.next(record, report)) {
        out.records.push_back(forms::canonical_text(record));
        out.kept.push_back(std::move(record));
        record = forms::Record(form);
    }
    out.said = said(report);
    out.errors = report.count(diag::Severity::error);
    return out;
}

Written write_file(const forms::Form& form, const std::string& syntax,
                   const std::vector<forms::Record>& records, forms::WriteOptions options) {
    Written out;
    diag::Report report;
    forms::Writer writer(form, *form.syntax(syntax), options);
    for (const forms::Record& record : records) {
        writer.write(record, out.bytes, report);
    }
    out.said = said(report);
    return out;
}

forms::ReadOptions leniently() {
    forms::ReadOptions out;
    out.read_mode = forms::ReadMode::lenient;
    return out;
}

} // namespace renkei::test
