#include "gateway/service/conform.h"

#include "gateway/base/file.h"
#include "gateway/service/conform_fhir.h"
#include "gateway/service/conform_folder.h"
#include "gateway/service/conform_record.h"
#include "gateway/service/convert.h"

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::service {
namespace {

using diag::Message;
namespace fs = std::filesystem;

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

// A bundle that says the same thing twice in different ways: a status or another constant, a derived copy, a second value.
constexpr std::array contradictions{Message::loss_constant_differs, Message::loss_derived_differs, Message::loss_conflict};
bool is_contradiction(const diag::Finding& finding) {
    return std::ranges::find(contradictions, finding.message) != contradictions.end();
}

// What is told of a result that passed. Extra content is free, so it is not told.
bool is_worth_telling(const diag::Finding& finding) {
    return is_loss(finding) && finding.message != Message::loss_unmapped && !is_contradiction(finding);
}

class Judge {
public:
    Judge(JudgeTools tools, const Kit& kit, Results& results)
        : tools_(tools)
        , kit_(kit)
        , results_(results) {}

    Judgement run(const ConformCase& about) {
        Judgement out{.about = &about, .file = {}, .fate = Fate::passed, .report = diag::Report()};
        Given given = results_.of(about);
        out.file = given.name;
        if (!given.is_known) {
            out.fate = Fate::unreadable;
            out.report = std::move(given.why);
        } else if (about.verdict == ExpectedVerdict::refused) {
            refused(given, out);
        } else if (about.direction == CaseDirection::check) {
            checked(given, out);
        } else {
            made(given, out);
        }
        return out;
    }

private:
    // That there is nothing does not show that the input was refused.
    static void refused(Given& given, Judgement& out) {
        if (given.result || given.answer == Answer::accepted) {
            out.fate = Fate::failed;
            out.report.add(Message::conform_not_refused, {.file = out.file}, {out.about->clause});
        } else if (given.answer == Answer::none) {
            out.fate = Fate::missing;
            out.report = std::move(given.why);
        }
    }

    // Nothing need be made: that it was accepted is enough.
    static void checked(Given& given, Judgement& out) {
        if (!given.result && given.answer != Answer::accepted) {
            out.fate = given.answer == Answer::refused ? Fate::failed : Fate::missing;
            out.report = std::move(given.why);
        }
    }

    void made(Given& given, Judgement& out) {
        const bool may_refuse = out.about->manner == forms::Manner::lenient; // what is only tolerable
        if (given.result) {
            result(*given.result, out);
        }
        if (given.result && given.answer == Answer::refused) {
            out.fate = out.fate == Fate::passed ? Fate::failed : out.fate;
            out.report.append(given.why);
        } else if (!given.result && !(may_refuse && given.answer == Answer::refused)) {
            out.fate = Fate::missing;
            out.report = std::move(given.why);
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
        judge_result(tools_, input, kind, *expected, out);
    }

    JudgeTools tools_;
    const Kit& kit_;
    Results& results_;
};

} // namespace

bool read_records(Worker& worker, const Input& input, const ConformCase& about, Kind kind, std::string& text,
                  diag::Report& report, const EachDocument& each) {
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
        if (is_good && each) {
            each(*source, record);
        }
    }
    report.set_file(input.name);
    return is_good;
}

void judge_result(JudgeTools tools, const Input& result, Kind kind, std::string_view expected, Judgement& out) {
    const ConformCase& about = *out.about;
    const mapping::Plan* const plan = tools.worker.catalogue().find(about.form, about.version);
    if (plan == nullptr) {
        out.fate = Fate::unreadable;
        out.report.add(Message::form_not_known, {}, {about.form, ""});
        return;
    }
    std::string found;
    diag::Report said;
    diag::Report wrong;
    const EachDocument judge_bundle = [&](const Source& source, forms::Record& record) {
        if (kind == Kind::bundle) {
            judge_fhir(tools.worker, tools.validation, source, record, wrong);
        }
    };
    if (!read_records(tools.worker, result, about, kind, found, said, judge_bundle)) {
        out.fate = Fate::unreadable;
        out.report = std::move(said);
        return;
    }
    wrong.set_file(result.name);
    compare_records(plan->form(), expected, found, out.file, out.report);
    out.report.append(wrong);
    for (const diag::Finding& each : said.findings()) {
        if (is_contradiction(each)) {
            out.report.add(each);
        }
    }
    out.fate = out.report.empty() ? Fate::passed : Fate::failed;
    for (const diag::Finding& each : said.findings()) {
        if (is_worth_telling(each)) {
            out.report.add(each);
        }
    }
}

std::vector<Judgement> judge(JudgeTools tools, const Kit& kit, Results& results, const Scope& scope) {
    std::vector<Judgement> out;
    Judge one(tools, kit, results);
    for (const ConformCase& about : kit.cases) {
        if (scope.has(about)) {
            out.push_back(one.run(about));
        }
    }
    return out;
}

std::vector<Judgement> judge(JudgeTools tools, const Kit& kit, const fs::path& results, const Scope& scope) {
    ResultFolder folder(tools, results);
    return judge(tools, kit, folder, scope);
}

Tally tally(const std::vector<Judgement>& judgements) {
    Tally out;
    for (const Judgement& each : judgements) {
        ++out.of[static_cast<std::size_t>(each.fate)];
    }
    return out;
}

} // namespace renkei::service
