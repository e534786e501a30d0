// Answers of a person's documents, as HTML.
#pragma once

#include "gateway/network/mhd/summary_document.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

// Answers to one question, the newest first.
struct AskedQuestion {
    std::vector<const mhd::SummaryEntry*> answers{};
};
// Those of one section, in the order in which the newest document has them.
std::vector<AskedQuestion> questions_of(const mhd::SummaryContent& content, std::size_t section,
                                        bool is_restricted);

class AnswerWriter {
public:
    // Both must outlive it.
    AnswerWriter(const mhd::SummaryContent& content, std::string_view documents_url)
        : content_(content),
          documents_url_(documents_url) {}

    std::string value(const mhd::SummaryEntry& entry) const;
    std::string sources(const mhd::SummaryEntry& entry) const;
    std::string source(std::size_t number) const;
    // Of the answer, or of the newest document that gives it.
    std::string_view day(const mhd::SummaryEntry& entry) const;
    // All answers but the newest; differing ones of the same day are marked.
    std::string others(const AskedQuestion& question) const;

private:
    const mhd::SummaryContent& content_;
    std::string_view documents_url_;
};

// A date or a period.
std::string day_html(std::string_view date);

} // namespace renkei::pages
