// What the documents of one person say, as parts of a page: of a page of this person alone, or of one that
// shows several persons apart.
#pragma once

#include "gateway/forms/html/alerts.h"
#include "gateway/network/mhd/summary/summary_document.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/shown_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

inline constexpr std::size_t person_section = 0; // of the sections: who it is

struct RecordPlace {
    std::size_t number = 0;          // of the person on the page, from 1; 0: there is no other
    std::size_t most = most_of_page; // bytes

    bool is_alone() const { return number == 0; }
    int level() const { return is_alone() ? 2 : 3; } // of headings
};

class PersonRecord {
public:
    // All but the place must outlive it.
    PersonRecord(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                 std::string_view documents_url, RecordPlace place);
    PersonRecord(const PersonRecord&) = delete; // the writer refers to the prefix
    PersonRecord& operator=(const PersonRecord&) = delete;

    std::string head() const;  // who it is, and what this is made from
    std::string sheet() const; // name and birth date for the head of a printed sheet
    bool has_restricted() const { return has_restricted_; }
    std::string body() const;

private:
    std::string begin(std::string_view id, std::string_view title, std::string_view look) const;
    std::string_view end() const;
    std::string range() const;
    std::string person() const;
    void add_alerts_of_sections(std::vector<html::Alert>& alerts) const;
    std::string numbers() const; // rows of the person's box
    std::string notes_on_numbers() const;
    std::string documents() const;
    std::string not_summarised() const;
    std::string said_empty(std::size_t number) const; // of a section
    std::string left_out() const;
    void add_section(std::size_t number);
    std::string lines(const std::vector<AskedQuestion>& questions);
    std::string line(const AskedQuestion& question) const;
    bool has_room(std::size_t begun);
    std::string charts(const std::vector<AskedQuestion>& questions, const std::string& section);

    const mhd::SummaryContent& content_;
    const std::vector<mhd::SummarySection>& sections_;
    std::string_view documents_url_;
    RecordPlace place_;
    std::string prefix_; // of ids
    AnswerWriter writer_;
    std::string contents_;
    std::string body_;
    std::string silent_;     // sections to which no document says anything
    std::string said_empty_; // those of which a document says that there is none
    std::size_t count_charts_ = 0;
    bool has_restricted_ = false;
    bool is_cut_ = false;
};

} // namespace renkei::pages
