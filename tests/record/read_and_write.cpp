#include "tests/model/read_and_write.h"

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

ReadFile read_file(const model::Form& form, const std::string& syntax, const std::string& bytes,
                   model::ReadOptions options) {
    ReadFile out;
    diag::Report report;
    model::Reader reader(form, *form.syntax(syntax), bytes, std::move(options));
    model::Record record(form);
    while (reader.next(record, report)) {
        out.records.push_back(model::canonical_text(record));
        out.kept.push_back(std::move(record));
        record = model::Record(form);
    }
    out.said = said(report);
    out.errors = report.count(diag::Severity::error);
    return out;
}

SourceText write_file(const model::Form& form, const std::string& syntax,
                      const std::vector<model::Record>& records, model::WriteOptions options) {
    SourceText out;
    diag::Report report;
    model::Writer writer(form, *form.syntax(syntax), options);
    for (const model::Record& record : records) {
        writer.write(record, out.bytes, report);
    }
    out.said = said(report);
    return out;
}

model::ReadOptions leniently() {
    model::ReadOptions out;
    out.read_mode = model::ReadMode::lenient;
    return out;
}

} // namespace renkei::test
