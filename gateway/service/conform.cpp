#include "gateway/service/conform.h"

#include "gateway/base/file.h"
#include "gateway/service/conform_record.h"
#include "gateway/service/convert.h"

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::service {
namespace {

using diag::Message;
namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> endings{".json", ".ndjson", ".csv", ".CSV"};

std::optional<fs::path> result_of(const ConformCase& about, const fs::path& results) {
    for (const std::string_view ending : endings) {
        fs::path path = results / (about.id + std::string(ending));
        if (std::error_code none; fs::exists(path, none)) {
            return path;
        }
    }
    return std::nullopt;
}

// A bundle where a form file is wanted, or the other way round, or another form.
bool is_as_asked(const Source& source, const ConformCase& about, Kind kind, diag::Report& report) {
    if (source.kind() != kind) {
        report.add(kind == Kind::bundle ? Message::conform_not_a_bundle : Message::conform_not_a_form_file,
                   {}, {about.form});
        return false;
    }
    if (source.syntax() != nullptr && source.plan().form().text(source.syntax()->id) != about.syntax) {
        report.add(Message::conform_other_syntax, {},
                   {about.syntax, std::string(source.plan().form().text(source.syntax()->id))});
        return false;
    }
    return true;
}

// What is at odds with the record in a result that passed. Extra content is free, so it is not told.
bool is_worth_telling(const diag::Finding& finding) {
    return is_loss(finding) && finding.message != Message::loss_unmapped;
}

class Folder final : public Results {
public:
    Folder(Worker& worker, const fs::path& folder)
        : worker_(worker)
        , folder_(folder) {}

    Given of(const ConformCase& about) override {
        Given out;
        const std::optional<fs::path> path = result_of(about, folder_);
        if (!path) {
            out.why.add(Message::conform_missing, {}, {(folder_ / about.id).string() + "." + ending_of(about)});
            return out;
        }
        out.name = path->string();
        diag::Result<Input> read = read_input(*path);
        if (read) {
            out.result = std::move(*read);
        } else {
            out.is_known = false;
            out.why.add(read.error());
        }
        return out;
    }

private:
    std::string ending_of(const ConformCase& about) const {
        const mapping::Plan* plan = worker_.catalogue().find(about.form);
        const forms::Syntax* syntax = plan == nullptr ? nullptr : plan->form().syntax(about.syntax);
        const bool is_csv = about.direction == CaseDirection::backward && syntax != nullptr &&
                            syntax->kind != forms::SyntaxKind::json;
        return is_csv ? "csv" : "json";
    }

    Worker& worker_;
    const fs::path& folder_;
};

class Judge {
public:
    Judge(Worker& worker, const Kit& kit, Results& results)
        : worker_(worker)
        , kit_(kit)
        , results_(results) {}

    Judgement run(const ConformCase& about) {
        Judgement out{.about = &about, .file = {}, .fate = Fate::passed, .report = diag::Report()};
        const bool must_refuse = about.verdict == ExpectedVerdict::refused;
        if (!must_refuse && about.direction == CaseDirection::check) {
            return out; // nothing is made
        }
        Given given = results_.of(about);
        out.file = given.name;
        if (!given.is_known) {
            out.fate = Fate::unreadable;
            out.report = std::move(given.why);
        } else if (must_refuse) {
            refused(given, out);
        } else if (given.result) {
            result(*given.result, out);
        } else if (about.manner != forms::Manner::lenient) { // a program may refuse what is only tolerable
            out.fate = Fate::missing;
            out.report = std::move(given.why);
        }
        return out;
    }

private:
    static void refused(const Given& given, Judgement& out) {
        if (given.result) {
            out.fate = Fate::failed;
            out.report.add(Message::conform_not_refused, {.file = out.file}, {out.about->clause});
        }
    }

    void result(const Input& input, Judgement& out) {
        const diag::Result<std::string> expected = base::read_file(kit_.folder / out.about->record);
        if (!expected) {
            out.fate = Fate::unreadable;
            out.report.add(expected.error());
            return;
        }
        const Kind kind = out.about->direction == CaseDirection::forward ? Kind::bundle : Kind::form;
        judge_result(worker_, input, kind, *expected, out);
    }

    Worker& worker_;
    const Kit& kit_;
    Results& results_;
};

} // namespace

bool read_records(Worker& worker, const Input& input, const ConformCase& about, Kind kind, std::string& text,
                  diag::Report& report) {
    const std::unique_ptr<Source> source = open_source(worker, input, {.form = about.form}, report);
    forms::Record& record = worker.record();
    bool is_good = source != nullptr;
    while (is_good) {
        const Next next = source->next(record, report);
        if (next == Next::end) {
            break;
        }
        is_good = next == Next::document && is_as_asked(*source, about, kind, report);
        if (is_good) {
            text += text.empty() ? "" : "\n";
            text += forms::canonical_text(record);
        }
    }
    report.set_file(input.name);
    return is_good;
}

void judge_result(Worker& worker, const Input& result, Kind kind, std::string_view expected, Judgement& out) {
    const ConformCase& about = *out.about;
    const mapping::Plan* const plan = worker.catalogue().find(about.form, about.version);
    if (plan == nullptr) {
        out.fate = Fate::unreadable;
        out.report.add(Message::form_not_known, {}, {about.form, ""});
        return;
    }
    std::string found;
    diag::Report said;
    if (!read_records(worker, result, about, kind, found, said)) {
        out.fate = Fate::unreadable;
        out.report = std::move(said);
        return;
    }
    compare_records(plan->form(), expected, found, out.file, out.report);
    out.fate = out.report.empty() ? Fate::passed : Fate::failed;
    for (const diag::Finding& each : said.findings()) {
        if (is_worth_telling(each)) {
            out.report.add(each);
        }
    }
}

std::vector<Judgement> judge(Worker& worker, const Kit& kit, Results& results, const std::string& form) {
    std::vector<Judgement> out;
    Judge one(worker, kit, results);
    for (const ConformCase& about : kit.cases) {
        if (form.empty() || about.form == form) {
            out.push_back(one.run(about));
        }
    }
    return out;
}

std::vector<Judgement> judge(Worker& worker, const Kit& kit, const fs::path& results, const std::string& form) {
    Folder folder(worker, results);
    return judge(worker, kit, folder, form);
}

Tally tally(const std::vector<Judgement>& judgements) {
    Tally out;
    for (const Judgement& each : judgements) {
        ++out.of[static_cast<std::size_t>(each.fate)];
    }
    return out;
}

} // namespace renkei::service
