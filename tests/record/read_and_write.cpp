#include "tests/record/read_and_write.h"

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

ReadFile read_file(const form::Form& form, const std::string& syntax, const std::string& bytes,
                   record::ReadOptions options) {
    ReadFile out;
    diag::Report report;
    record::Reader reader(form, *form.syntax(syntax), bytes, std::move(options));
    record::Record record(form);
    while (reader.next(record, report)) {
        out.records.push_back(record::canonical_text(record));
        out.kept.push_back(std::move(record));
        record = record::Record(form);
    }
    out.said = said(report);
    out.errors = report.count(diag::Severity::error);
    return out;
}

SourceText write_file(const form::Form& form, const std::string& syntax,
                      const std::vector<record::Record>& records, record::WriteOptions options) {
    SourceText out;
    diag::Report report;
    record::Writer writer(form, *form.syntax(syntax), options);
    for (const record::Record& record : records) {
        writer.write(record, out.bytes, report);
    }
    out.said = said(report);
    return out;
}

record::ReadOptions leniently() {
    record::ReadOptions out;
    out.read_mode = record::ReadMode::lenient;
    return out;
}

} // namespace renkei::test
