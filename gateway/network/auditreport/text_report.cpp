#include "gateway/core/diag/one_line.h"
#include "gateway/network/auditreport/render.h"
#include "gateway/network/auditreport/report_texts.h"

#include <fmt/format.h>

namespace renkei::auditreport {
namespace {

std::string text_line(const AccessReport& report, const Line& line,
                      const std::map<std::string, std::size_t>& numbers, Language language) {
    std::string out = fmt::format("    {}  {}", time_words(line), what_about_words(report, line, language));
    const std::string documents = documents_words(line, numbers, language);
    out += documents.empty() ? "" : ": " + documents;
    const std::string user = user_words(line, language);
    out += user.empty() ? "" : fmt::format(" ({})", user);
    out += fmt::format(" — {}", result_words(line, language));
    const std::string ground = ground_words(line, language);
    out += ground.empty() ? "" : fmt::format(" [{}]", ground);
    const std::string emergency = emergency_words(line, language);
    out += emergency.empty() ? "" : fmt::format(" ({})", emergency);
    return line.times == 1 ? out : out + fmt::format(" ×{}", line.times);
}

std::string list_of(const std::string& title, const std::vector<std::string>& sentences) {
    std::string out = sentences.empty() ? std::string() : "\n" + title + "\n";
    for (const std::string& sentence : sentences) {
        out += fmt::format("  {}\n", diag::on_one_line(sentence));
    }
    return out;
}

} // namespace

std::string as_text(const AccessReport& report, Language language) {
    const ReportTexts texts = texts_of(report, language);
    std::string out;
    for (const std::string* const sentence :
         {&texts.title, &texts.subject, &texts.period, &texts.verdict, &texts.trail}) {
        out += diag::on_one_line(*sentence) + "\n";
    }
    for (const std::string& note : texts.notes) {
        out += note + "\n";
    }
    const auto numbers = document_numbers(report);
    const Line* before = nullptr;
    for (const Line& line : report.lines) {
        const bool is_new_day = before == nullptr || before->day != line.day;
        out += is_new_day ? fmt::format("\n{}\n", day_words(line.day, language)) : "";
        if (is_new_day || before->caller != line.caller) {
            out += fmt::format("  {}\n", diag::on_one_line(caller_words(report, line.caller, language)));
        }
        out += diag::on_one_line(text_line(report, line, numbers, language)) + "\n";
        before = &line;
    }
    return out + list_of(document_list_title(language), document_list(report, language)) +
           list_of(limits_title(language), texts.limits) + "\n" + texts.made + "\n";
}

} // namespace renkei::auditreport
