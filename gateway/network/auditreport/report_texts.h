// The sentences of a report: what it is about, what came out, what it rests on and what it cannot know.
#pragma once

#include "gateway/network/auditreport/access_words.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::auditreport {

struct ReportTexts {
    std::string title{};
    std::string subject{};
    std::string period{};
    std::string verdict{};
    std::string trail{};               // is it whole?
    std::vector<std::string> notes{};  // what is missing in this report
    std::vector<std::string> limits{}; // what the trail never knows
    std::string made{};
};
ReportTexts texts_of(const AccessReport& report, Language language);

// The same one by one, for formats without a page around their events.
struct Sentence {
    std::string_view kind; // "title", "subject", "period", "verdict", "trail", "note", "limit", "made"
    diag::Severity severity = diag::Severity::information;
    std::string text{};
};
std::vector<Sentence> sentences_of(const AccessReport& report, Language language);

struct ColumnTexts {
    std::string time, caller, what, documents, result, ground, times;
};
ColumnTexts column_texts(Language language);

// What was done, and to which office.
std::string what_about_words(const AccessReport& report, const Line& line, Language language);
std::string day_words(const std::string& day, Language language); // of Line::day
// "09:15:02", "09:15:02–17:00:41"
std::string time_words(const Line& line);
// "文書 1、文書 3"; empty: none
std::string documents_words(const Line& line, const std::map<std::string, std::size_t>& numbers,
                            Language language);
// "文書 1: 入院時情報提供書, received …": in the order of their numbers.
std::vector<std::string> document_list(const AccessReport& report, Language language);
std::string document_list_title(Language language);
std::string limits_title(Language language);

} // namespace renkei::auditreport
