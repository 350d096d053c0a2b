"""What do people write about a leader? Sentences for each subject: what they do well, and what could be better.

Under each side, the first list stands alone; of the second, one may follow any of the first.
"""

Side = tuple[tuple[str, ...], tuple[str, ...]]

REMARKS: dict[str, dict[str, Side]] = {
    "listening": {
        "well": (
            (
                "Listens before giving a view. When we disagreed about the rota, each of us was asked what we needed.",
                "Always makes time for people, however busy the week is.",
                "Remembers what was said last time and comes back to it.",
                "I can tell them bad news early, because they stay calm and ask good questions.",
                "Asks the quiet people in the room for their view, and waits for the answer.",
                "Took our objections seriously and changed the plan where we were right.",
            ),
            (
                "It makes people willing to speak up.",
                "I have started doing the same in my own meetings.",
                "You leave feeling that it was worth saying.",
            ),
        ),
        "better": (
            (
                "Could let people finish. We often stop halfway because the answer comes before the question is out.",
                "Sometimes asks for our views when the decision has already been made.",
                "Hard to get hold of between meetings; a regular half hour would help a lot.",
                "Looks at the laptop while people are speaking, which puts some of us off.",
                "Tends to hear the loudest people. The rest of us would have things to say too.",
                "When challenged they defend the plan straight away. A pause would be enough.",
            ),
            (
                "I am sure it is not meant that way.",
                "It would take five minutes and save us hours.",
                "People have become careful about what they raise.",
            ),
        ),
    },
    "direction": {
        "well": (
            (
                "Explains where we are going in plain words, so that everybody knows why the work matters.",
                "Very clear about the two or three things that count this quarter.",
                "Keeps the big picture in mind and brings us back to it when we get lost in detail.",
                "The short note every Friday is the best thing that happened to our communication.",
                "Says plainly what is expected, and what can wait.",
                "Links our targets to what residents will notice. That keeps people going.",
            ),
            (
                "Nobody has to guess.",
                "It made the budget round far easier than last year’s.",
                "Other services have asked how we do it.",
            ),
        ),
        "better": (
            (
                "Too many priorities. If everything is urgent, nothing is.",
                "I would like to know earlier what is being planned; we hear of things from other services.",
                "Messages change between meetings, and we are not always told why.",
                "The strategy is clear at the top, but my team cannot say what it means for them.",
                "Could spend more time on next year and less on today’s emails.",
                "Briefings are long. One page with what changes for us would do.",
            ),
            (
                "A short list, kept for three months, would help most.",
                "We then spend time on work that is dropped.",
                "It is the thing I would change first.",
            ),
        ),
    },
    "decisions": {
        "well": (
            (
                "Decides in good time and explains the reasons, even when the answer is no.",
                "Looks at the figures before forming a view, and says when they are not good enough.",
                "Stood by an unpopular decision and took the questions personally.",
                "Will change their mind when the evidence does, and says so.",
                "Weighs the risks openly, so that we know what we are taking on.",
                "Asks what could go wrong without making people afraid of trying.",
            ),
            (
                "That is rarer than it should be.",
                "It saved us from an expensive mistake.",
                "I trust the outcome more because I can see how it was reached.",
            ),
        ),
        "better": (
            (
                "Decisions wait too long. The tender stood still for weeks while we looked for a perfect answer.",
                "Goes with instinct although the data was there and said something else.",
                "I often hear the decision but not the reason for it.",
                "Passes hard choices upwards that could be made here.",
                "Reopens things that were settled, which unsettles the people who have started.",
                "Could share the evidence with us earlier, so that we can help to read it.",
            ),
            (
                "A decision that is nearly right today beats a perfect one in a month.",
                "We would rather know, even if we do not like it.",
                "In the meantime people make up their own reasons.",
            ),
        ),
    },
    "delivery": {
        "well": (
            (
                "Gets things done. The backlog is down by half and nobody was burnt out over it.",
                "Knows the budget line by line, and shares it with us every month.",
                "When a deadline slips they say so early and have a plan.",
                "Holds everybody to account in the same way, themself included.",
                "Finds the money or says honestly that there is none.",
                "Breaks big pieces of work into steps that a team can start on Monday.",
            ),
            (
                "Residents notice the difference.",
                "It is calm, steady work that is easily overlooked.",
                "Partners have said the same to me.",
            ),
        ),
        "better": (
            (
                "Starts more than we can finish. Two projects fewer would mean two projects done.",
                "Deadlines are set without asking how long the work takes.",
                "Does too much alone. We could carry more if it were handed over properly.",
                "Follow-up is patchy: actions are agreed, and at the next meeting nobody mentions them.",
                "Talk of savings comes late in the year, when there is little left to save.",
                "Is not always firm when somebody lets the team down; the others pick up the work.",
            ),
            (
                "Delegating the monthly return would be a start.",
                "It wears people out.",
                "A simple list of who does what by when would help.",
            ),
        ),
    },
    "people": {
        "well": (
            (
                "Took a chance on me with the cabinet report and coached me through it.",
                "Notices when somebody is struggling and acts kindly and quickly.",
                "Gives credit by name in front of others, and criticism in private.",
                "One-to-ones are never cancelled, and they are about us, not only about the work.",
                "Has helped three people in the team into better jobs, one of them elsewhere.",
                "Protects time for learning even in busy months.",
            ),
            (
                "I would work for them again.",
                "It shows in how few people leave.",
                "That mattered more to me than they may know.",
            ),
        ),
        "better": (
            (
                "Development talk stops after the annual review. Twice a year would already help.",
                "Gives the interesting work to the same few people.",
                "Praise is rare. A short thank you would go a long way.",
                "Sends emails late at night, and some of us feel that we must answer.",
                "Feedback comes only when something has gone wrong.",
                "Could let people make small mistakes; work is redone before anybody can learn from it.",
            ),
            (
                "People here would rise to it.",
                "We lost a good colleague over this.",
                "I know how full the diary is, but it matters.",
            ),
        ),
    },
    "change": {
        "well": (
            (
                "Explained the restructure honestly, including what was not known yet.",
                "Tries things on a small scale first and tells us what was learnt, also when it failed.",
                "Always open to a better way of doing things, wherever it comes from.",
                "The new booking form was an apprentice’s idea, and they made sure that everybody knew.",
                "Brought us through the move to the new system without losing anybody on the way.",
                "Questions old habits without making fun of those who built them.",
            ),
            (
                "It takes the fear out of change.",
                "We now bring ideas without being asked.",
                "That was hard, and it was done well.",
            ),
        ),
        "better": (
            (
                "Another change before the last one has settled. We need time to make things work.",
                "Good ideas disappear: we put them forward and never hear of them again.",
                "Is cautious where a small trial would cost nothing.",
                "Underestimates how change feels for those who were not in the meetings.",
                "Says that new ways of working are welcome, but the old forms still have to be filled in.",
                "Involve us when it is still an idea, not when it is a project plan.",
            ),
            (
                "Even a no with a reason would be welcome.",
                "We could show what is possible if we were let.",
                "The plan was good; the telling of it was not.",
            ),
        ),
    },
    "partnership": {
        "well": (
            (
                "Opens doors across the council. One call and the right people were in a room.",
                "Treats partners as equals and keeps promises to them.",
                "Brings in other services early, before there is a problem to share.",
                "Speaks up for colleagues elsewhere when they are not in the room.",
                "Knows everybody, from the depot to the cabinet, and is the same with all of them.",
                "Shared staff with us when we were short, without being asked twice.",
            ),
            (
                "We now start with trust.",
                "That is how it should be between departments.",
                "It made the joint inspection far easier.",
            ),
        ),
        "better": (
            (
                "Works closely with a few services; the rest of us hear of plans afterwards.",
                "Could come to the partnership meetings more often, or send somebody who may decide.",
                "Looks after their own budget first when a shared answer would cost less overall.",
                "Does not always pass on what was agreed with partners to the people who have to do it.",
                "Meetings with us are often moved at short notice.",
                "We would like to be asked what we need before an offer is drawn up.",
            ),
            (
                "The goodwill is there and could be used better.",
                "It makes us look less joined up than we are.",
                "Half a day in our service would change the picture.",
            ),
        ),
    },
    "integrity": {
        "well": (
            (
                "Does what they say. If it cannot be done, they tell you before you ask.",
                "Treats the cleaner and the councillor with the same respect.",
                "Owned a mistake in front of everybody, and we dealt with it in ten minutes.",
                "Stands up against unfair remarks, whoever makes them.",
                "Lives the values instead of quoting them.",
                "Fair with work and with leave; nobody has a special place.",
            ),
            (
                "People take it as the measure.",
                "It makes this a good place to work.",
                "I have never doubted their word.",
            ),
        ),
        "better": (
            (
                "Says one thing in the team meeting and another to senior managers.",
                "Gets short with people under pressure. An apology afterwards would repair a lot.",
                "Some people may come late and others may not. The same rules for all, please.",
                "Could admit more often not to know something.",
                "Jokes at the expense of others are let pass.",
                "Is warm with people they like and distant with the rest.",
            ),
            (
                "It is noticed more than they think.",
                "It does not happen often, but it stays with people.",
                "I would value it if this came up in the debrief.",
            ),
        ),
    },
}

BY_SELF = {
    "well": (
        "I think people know that they can come to me, and I try to keep my door open.",
        "I keep promises about dates, and I tell people early when something slips.",
        "I know my service well and can explain to anybody why it matters.",
        "I have worked hard on giving the team more say in how we plan the year.",
        "I am proud of how the team came through the last restructure.",
    ),
    "better": (
        "I take on too much myself and should hand over more of it.",
        "I put off difficult conversations longer than I should.",
        "I would like to spend more time outside my own service.",
        "I know that I decide quickly; I am not sure that I always explain enough.",
        "I should ask for feedback more often than once a year.",
    ),
}

BY_MANAGER = {
    "well": (
        "Dependable and thoughtful. Brings me solutions with the problem, and tells me what the risks are.",
        "Has grown a great deal this year, above all in speaking for the whole council and not only for one service.",
        "Leads a difficult service with good humour. Councillors trust the advice that comes from there.",
        "I value the honesty about money, and the care for people that goes with it.",
    ),
    "better": (
        "I would like to see more delegation, so that there is time for the longer view.",
        "Could be bolder in challenging me and the other directors: the view is usually sound.",
        "The next step is to build a deputy. At present too much depends on one person.",
        "Written reports need to reach the point sooner; two pages are nearly always enough.",
    ),
}
